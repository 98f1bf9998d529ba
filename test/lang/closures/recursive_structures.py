# Church numerals, streams, trampolines, cons cells and Y from closures alone.
zero = lambda f: lambda x: x
succ = lambda n: lambda f: lambda x: f(n(f)(x))
add = lambda m: lambda n: lambda f: lambda x: m(f)(n(f)(x))
mul = lambda m: lambda n: lambda f: m(n(f))
num = lambda n: n(lambda x: x + 1)(0)
two, three = succ(succ(zero)), succ(succ(succ(zero)))
print(num(add(two)(three)), num(mul(two)(three)), num(three(two)))
cons = lambda a, b: lambda f: f(a, b)
car, cdr = (lambda c: c(lambda a, b: a)), (lambda c: c(lambda a, b: b))
l = cons(1, cons(2, cons(3, None)))
def to_list(c): return [] if c is None else [car(c)] + to_list(cdr(c))
print(to_list(l), car(cdr(l)))
def stream(n): return n, lambda: stream(n + 1)
def take(s, k): return [] if k == 0 else [s[0]] + take(s[1](), k - 1)
print(take(stream(5), 4))
def bounce(f, *a):
    while callable(f): f = f(*a); a = ()
    return f
def even(n): return True if n == 0 else lambda: odd(n - 1)
def odd(n): return False if n == 0 else lambda: even(n - 1)
print(bounce(even, 30), bounce(odd, 30))
