# any and all stop early; sum types; with user truthiness.
def src(xs):
    for x in xs: print(x, end=' '); yield x
print(any(src([0, 1, 2])), all(src([1, 0, 2])), any(src([])), all(src([])), any(src([0, 0])))
print(all(src([1, 2])))
class B:
    def __init__(self, v): self.v = v
    def __bool__(self): print('b', self.v, end=' '); return self.v
print(any([B(False), B(True), B(True)]), all([B(True), B(False), B(True)]), any('') or all(''))
print(any({0: 1}), all({1: 0}), any(range(0, 1)))
class Boom:
    def __bool__(self): raise ValueError('bool')
for f in (lambda: any([0, Boom()]), lambda: all([0, Boom()]), lambda: any(5), lambda: all(),
           lambda: any([], []), lambda: any(x / 0 for x in [1])):
    try: print(f())
    except (ValueError, TypeError, ZeroDivisionError) as e: print(type(e).__name__, e)
class V:
    def __init__(self, n): self.n = n
    def __add__(self, o): return V(self.n + (o.n if isinstance(o, V) else o))
    __radd__ = __add__
    def __repr__(self): return f'V{self.n}'
print(sum([V(1), V(2)]), sum([V(1)], V(10)), sum([1, V(2), 3]), sum(x for x in (1, 2.5)))
print(sum([0.1] * 3), sum([1e16, 1, -1e16]), sum([2**62, 2**62, -2**63]), sum([1, True, 2.0]))
start = []
r = sum([[1], [2]], start)
print(r, start, sum([(1,), (2,)], (0,)), all(x in 'abc' for x in 'ab'))
print(any(map(str.isupper, 'abC')), all(a < b for a, b in zip([1, 2], [2, 3])))
it = iter([0, 1, 2, 3]); print(any(it), list(it))
