table = {}
step = 1
def register(c):
    table[c.__name__] = c
    return c
def names(): return list(table)
def make(n, *a): return table[n](*a)
def gen():
    n = 0
    while True:
        yield n
        n += step
def _counter():
    n = 0
    def inc():
        nonlocal n
        n += step
        return n
    return inc
counter = _counter()
def maker(f):
    def made(): return f()
    return made
