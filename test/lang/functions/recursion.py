# Mutual and nested recursion with accumulators.
def even(n):
    return True if n == 0 else odd(n - 1)

def odd(n):
    return False if n == 0 else even(n - 1)

def ack(m, n):
    if m == 0:
        return n + 1
    if n == 0:
        return ack(m - 1, 1)
    return ack(m - 1, ack(m, n - 1))

def flatten(x):
    if isinstance(x, list):
        r = []
        for y in x:
            r += flatten(y)
        return r
    return [x]

def power(xs):
    if not xs:
        return [[]]
    rest = power(xs[1:])
    return rest + [[xs[0]] + r for r in rest]

print(even(10), odd(7), even(3))
print(ack(1, 2), ack(1, 1))
print(flatten([1, [2, [3, [], [4]]], [[5]]]))
print(power([1, 2]))
fact = lambda n: 1 if n < 2 else n * fact(n - 1)
print(fact(20))
Y = lambda f: (lambda x: x(x))(lambda y: f(lambda v: y(y)(v)))
print(Y(lambda self: lambda n: n if n < 2 else self(n - 1) + self(n - 2))(5))
