# Keyword-only parameters, with and without defaults, bare star.
def f(*, a, b=2):
    return (a, b)

def g(x, *, key=None, reverse=False):
    return (x, key, reverse)

def show(call):
    try:
        print(call())
    except TypeError as e:
        print('TypeError:', e)

show(lambda: f(a=1))
show(lambda: f(b=1, a=0))
show(lambda: f())
show(lambda: f(b=1))
show(lambda: f(1))
show(lambda: f(1, a=2))
show(lambda: g(1, 2))
show(lambda: g(1, 2, 3, key=4))
show(lambda: g(1, keys=4))
show(lambda: g(key=1))
show(lambda: g(1, reverse=True))
