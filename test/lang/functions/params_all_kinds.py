# Every kind of parameter in one signature, bound in every legal way.
def f(a, b=2, /, c=3, *rest, d, e=5, **kw):
    print(a, b, c, rest, d, e, kw)

f(1, d=4)
f(1, 9, d=4)
f(1, 9, 8, d=4)
f(1, 9, 8, 7, 6, d=4)
f(1, c=8, d=4, e=0)
f(1, d=4, a=10, b=20, c=30, z=40)
f(*(1, 2), *(3, 4), d=4, **{'e': 6, 'k': 7})
f(*[1], **{'d': 0}, **{'x': 1}, y=2)
