# Defaults versus cells versus attributes as ways of keeping a value.
def make(n):
    def by_cell(): return n
    def by_default(n=n): return n
    class ByAttr:
        val = n
        def __call__(self): return self.val
    fs = by_cell, by_default, ByAttr()
    n += 100
    return fs
print([f() for f in make(1)], [f() for f in make('a' and 5)])
fs = []
for i in range(3):
    def f(x, i=i, acc=[]):
        acc.append(i * x)
        return acc
    fs.append(f)
print([f(2) for f in fs], [f(3) for f in fs], fs[0].__defaults__)
def counter():
    counter.n = getattr(counter, 'n', 0) + 1
    return counter.n
print(counter(), counter(), counter.n)
def once(f):
    done = []
    def g(*a):
        if not done: done.append(f(*a))
        return done[0]
    return g
g = once(lambda x: print('ran', x) or x)
print(g(1), g(2))
