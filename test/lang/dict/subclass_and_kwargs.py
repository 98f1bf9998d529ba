# dict subclasses through ** calls, update, copy, equality, json-like printing and pop order.
class D(dict):
    def __getitem__(self, k): return ('got', k)
    def keys(self): print('keys', end=' '); return super().keys()
    def __repr__(self): return 'D' + super().__repr__()
d = D(a=1, b=2)
def f(**k): return k
print(d['zz'], d.get('a'), d, dict(d.items()), list(d.values()), d == {'a': 1, 'b': 2})
print(d.copy(), type(d.copy()).__name__)
class M:
    def __init__(self, *k): self.k = k
    def keys(self): return iter(self.k)
    def __getitem__(self, k): return k * 2
print(f(**M('x', 'y')), dict(M('a')), {**M('q'), 'z': 1})
e = {}
e.update(M('m', 'n'), k=1); print(e)
class Bad:
    def keys(self): return ['a']
for g in (lambda: dict(Bad()), lambda: f(**Bad()), lambda: f(**M(1)), lambda: dict(M([]))):
    try: print(g())
    except (TypeError, AttributeError, KeyError) as x: print(type(x).__name__, x)
class Ord(dict):
    def __setitem__(self, k, v): self.pop(k, None); super().__setitem__(k, v)
o = Ord(a=1, b=2); o['a'] = 3; o['c'] = 4; print(o, o.popitem(), list(o), isinstance(o, dict),
                                                 len(o), bool(Ord()))
print(dict(a=1) | Ord(b=2), type(Ord() | {}).__name__, Ord.fromkeys('xy'))
print(type(Ord.fromkeys('x')).__name__)
