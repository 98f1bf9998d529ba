# Iterables of the program given to constructors, methods and builtins.
def t(f):
    try: print(repr(f()))
    except Exception as e: print(type(e).__name__, e)
class It:
    def __init__(self, *items): self.items = items
    def __iter__(self): return iter(self.items)
class Gen:
    def __init__(self, n): self.n = n
    def __iter__(self):
        for i in range(self.n): yield i
class Seq:
    def __getitem__(self, i):
        if i > 3: raise IndexError
        return i
class Map:
    def __init__(self, d): self.d = d
    def keys(self): return self.d.keys()
    def __getitem__(self, key): return self.d[key]
class BadIter:
    def __iter__(self): return 5
def g(*items):
    yield from items
def do(f, *args):
    result = f(*args)
    return result, args
t(lambda: iter(BadIter()))
t(lambda: list(BadIter()))
t(lambda: [*BadIter()])
t(lambda: (max(It(1,5,3)), min(g(4,2,8)), max(g(), default=7)))
t(lambda: max(g()))
t(lambda: (list(Gen(4)), tuple(Gen(3)), set(Gen(3)), frozenset(Gen(2)), sorted(Gen(3),
    reverse=True)))
t(lambda: (list(Seq()), 3 in Seq(), 9 in Seq(), list(reversed('abc')), list(iter(Seq()))))
t(lambda: dict(Gen(2)))
t(lambda: (dict(g((1, 2), (3, 4))), dict(Map({1: 2})), dict(Map({1: 2}), a=5), dict([[1, 2]], b=2),
    dict(g('ab'))))
t(lambda: (dict(g((1,2,3)))))
t(lambda: ({**Map({'a': 1}), 'b': 2}))
t(lambda: (dict(**{'a': 1}, **Map({'b': 2}))))
t(lambda: (do(lambda l: l.extend(g(1,2)), [0])))
t(lambda: (do(lambda l: l.__setitem__(slice(1, 2), g(7, 8)), [1,2,3])))
t(lambda: (do(lambda l: l.__setitem__(slice(None, None, 2), g(7, 8)), [1,2,3])))
t(lambda: (do(lambda l: l.__setitem__(slice(None, None, 2), g(7)), [1,2,3])))
t(lambda: (list(zip(g(1, 2), 'abc')), list(zip()), list(zip('ab', g(1), strict=True))))
t(lambda: (list(zip(g(1, 2), 'a', strict=True))))
t(lambda: (list(zip(g(1), 'ab', strict=True))))
t(lambda: (list(zip(g(1), 'a', g(1, 2), strict=True))))
t(lambda: (list(map(lambda a, b: a + b, [1, 2], g(3, 4))), list(map(str, Gen(2))), list(map(None,
    []))))
t(lambda: (list(filter(None, [0, 1, '', 'a'])), list(filter(lambda x: x > 1, Gen(4))),
    list(filter(bool, g(0, 2)))))
t(lambda: list(reversed(Seq())))
t(lambda: (next(g(), 'd'), next(iter([]), 1), next(g(5))))
t(lambda: next(g()))
t(lambda: (sum(g([1]), 'a')))
t(lambda: (do(lambda s: s.update(g(1, 2), [3]), {0}), do(lambda s: s.update(), {0})))
t(lambda: ({1,2,3}.intersection(g(1, 2), [2]), {1}.union(g(5), (6,)), {1, 2}.difference(g(1)),
    {1}.symmetric_difference(g(1, 2))))
t(lambda: (do(lambda s: s.intersection_update(g(1)), {1, 2}),
    do(lambda s: s.difference_update(g(1)), {1, 2}),
    do(lambda s: s.symmetric_difference_update(g(1, 5)), {1, 2})))
t(lambda: ({1}.issubset(g(1, 2)), {1, 2}.issuperset(g(1)), {1}.isdisjoint(g(2)),
    {1}.isdisjoint(g(1)), {1} <= {1, 2}, {1} < {1}, {2} >= set()))
t(lambda: ({1:2} | {3: 4}, {1:2}.__or__(5), do(lambda d: d.__ior__([(5, 6)]), {1: 2}),
    do(lambda d: d.__ior__(g((5, 6))), {1: 2})))
t(lambda: (list(map(str, [1, 2])), list(map(int, ['1', '2'])), list(map(len, ['a', 'bc'])),
    list(map(max, [1, 5], [3, 2])), list(filter(str.isdigit, ['1', 'a'])), list(filter(int, ['0',
    '1'])), list(map(list, ['ab'])), list(map(str.upper, 'ab')), list(map(abs, g(-1, 2))),
    list(map(dict, [[(1, 2)]]))))
t(lambda: (list(map(next, [iter([1]), g(5), iter([7])]))))
t(lambda: (g(1).gi_running, g(1).__name__, type(g(1)).__name__))
t(lambda: g(1).send(5))
t(lambda: g(1).throw(5))
t(lambda: g(1).throw(ValueError))
t(lambda: (g(1).throw(ValueError, 'x')))
t(lambda: g(1).throw(ValueError('y')))
t(lambda: g(1).close())
t(lambda: (do(lambda x: (next(x), x.throw(KeyError, 5)), g(1, 2))))
