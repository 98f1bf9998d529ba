# resume-every: 59
# Memoisation: dict cache, method cache per instance, keyword keys, bounded and recursive use.
def memo(f):
    cache, stats = {}, {'hit': 0, 'miss': 0}
    def g(*a, **k):
        key = (a, tuple(sorted(k.items()))) if k else a
        try: v = cache[key]; stats['hit'] += 1; return v
        except KeyError: pass
        except TypeError: return f(*a, **k)
        stats['miss'] += 1
        cache[key] = v = f(*a, **k)
        return v
    g.stats, g.cache = stats, cache
    return g
@memo
def fib(n): return n if n < 2 else fib(n - 1) + fib(n - 2)
print(fib(50), fib.stats, len(fib.cache))
@memo
def grid(r, c): return 1 if r == 0 or c == 0 else grid(r - 1, c) + grid(r, c - 1)
print(grid(5, 5), grid.stats)
@memo
def opt(a, b=1, *, k=0): return (a, b, k)
opt(1); opt(1, k=0); opt(1, k=0); opt(a=1); opt([1])
print(opt.stats, opt.cache)
class lazy:
    def __init__(self, f): self.f = f
    def __set_name__(self, o, n): self.n = n
    def __get__(self, o, t=None):
        if o is None: return self
        v = o.__dict__[self.n] = self.f(o)
        return v
class C:
    def __init__(self, n): self.n = n
    @lazy
    def big(self): print('computing', self.n); return self.n ** 10
a, b = C(2), C(3)
print(a.big, a.big, b.big, vars(a))
del a.big; print(a.big)
