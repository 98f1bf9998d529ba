# Multiple values for one argument, repeated keywords, non-string keywords.
def f(a, b=2, **kw):
    return a, b, kw

def g(a, b):
    return a, b

def show(call):
    try:
        print(call())
    except TypeError as e:
        print(e)

show(lambda: f(1, a=2))
show(lambda: g(1, 2, a=3))
show(lambda: g(1, **{'a': 3}))
show(lambda: f(1, **{'c': 1}, **{'c': 2}))
show(lambda: f(1, c=1, **{'c': 2}))
show(lambda: f(1, **{5: 6}))
show(lambda: g(1, zzz=3))
show(lambda: g(*5))
show(lambda: g(*None))
show(lambda: g(**[1]))
show(lambda: f(*[1], *(2,), **{}))
show(lambda: g(1, *5))
