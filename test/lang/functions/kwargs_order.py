# Keyword order is kept through every way of passing it on.
def f(**kw):
    return list(kw)

def relay(*a, **kw):
    return f(**kw)

def mixed(c=0, **kw):
    return c, list(kw)

print(f(z=1, a=2, m=3))
print(f(**{'q': 1, 'b': 2}, a=0, **{'c': 3}))
print(relay(1, 2, z=0, y=1, x=2))
print(mixed(z=1, c=5, a=2))
print(mixed(**{'z': 1, 'c': 5}, a=2))
print(dict(z=1, y=2), dict({'b': 1}, a=2, b=3), dict([('k', 1)], j=2))
print(f(**dict.fromkeys(['one', 'two words', ''], 0)))

def rec(n, **kw):
    return kw if n == 0 else rec(n - 1, **kw, **{'k%d' % n: n})

print(rec(3))
