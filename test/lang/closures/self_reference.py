# A function that refers to itself or to later siblings through cells.
def make():
    def fib(n):
        return n if n < 2 else fib(n - 1) + fib(n - 2)
    def is_even(n):
        return n == 0 or is_odd(n - 1)
    def is_odd(n):
        return n != 0 and is_even(n - 1)
    return fib, is_even, is_odd

fib, e, o = make()
print(fib(8), e(6), o(6))
keep = fib
def fib(n):
    return 'replaced'
print(keep(6), fib(6))

def memo(f):
    cache = {}
    def inner(n):
        if n not in cache:
            cache[n] = f(n)
        return cache[n]
    inner.cache = cache
    return inner

@memo
def fact(n):
    return 1 if n == 0 else n * fact(n - 1)

print(fact(10), fact.cache[5], len(fact.cache))
