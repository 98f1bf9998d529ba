# Positional-only names may be reused as keywords in **kw and are refused otherwise.
def f(a, b, /):
    return (a, b)

def g(a, /, **kw):
    return (a, kw)

def show(call):
    try:
        print(call())
    except TypeError as e:
        print('TypeError:', e)

show(lambda: f(1, 2))
show(lambda: f(1, b=2))
show(lambda: f(a=1, b=2))
show(lambda: f(1))
show(lambda: f())
show(lambda: f(1, 2, 3))
show(lambda: g(1, a=2))
show(lambda: g(a=2))
show(lambda: g())
