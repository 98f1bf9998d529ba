# Keys and items whose __eq__, __hash__ and order are program code, in every builtin that compares.
def t(f):
    try: print(repr(f()))
    except Exception as e: print(type(e).__name__, e)
class Eq:
    def __init__(self, n): self.n = n
    def __eq__(self, other): return self.n == (other.n if isinstance(other, Eq) else other)
    def __hash__(self): return hash(self.n)
    def __lt__(self, other): return self.n < (other.n if isinstance(other, Eq) else other)
    def __gt__(self, other): return self.n > (other.n if isinstance(other, Eq) else other)
    def __repr__(self): return f'Eq({self.n})'
class Gen:
    def __init__(self, n): self.n = n
    def __iter__(self):
        for i in range(self.n): yield i
class BadLen:
    def __len__(self): return -1
class BadHash:
    def __hash__(self): return 'a'
def g(*items):
    yield from items
def do(f, *args):
    result = f(*args)
    return result, args
t(lambda: hash(BadHash()))
t(lambda: (sorted([Eq(3), Eq(1), Eq(2)])))
t(lambda: (sorted([Eq(3), 1, Eq(2)])))
t(lambda: (min(Eq(3), Eq(1)), max([Eq(3), Eq(1)])))
t(lambda: {Eq(1): 'a'}[1])
t(lambda: {1: 'a'}[Eq(1)])
t(lambda: ({1: 'a'}.get(Eq(2), 'none')))
t(lambda: {1: 'a'}.pop(Eq(1)))
t(lambda: {1: 'a'}.pop(Eq(2)))
t(lambda: ({1: 'a'}.pop(Eq(2), 5)))
t(lambda: ({1:2}.setdefault(Eq(1), 3), {1:2}.setdefault(Eq(5), 3)))
t(lambda: (do(lambda d: d.update({Eq(1): 5}), {1: 2})))
t(lambda: (do(lambda d: d.__delitem__(Eq(1)), {1: 2})))
t(lambda: (do(lambda d: d.__delitem__(Eq(3)), {1: 2})))
t(lambda: ({Eq(1), 1, Eq(2)}, {1} | {Eq(1)}, {1} & {Eq(1)}, {1,2} - {Eq(1)}, {1} ^ {Eq(2)}))
t(lambda: (do(lambda s: s.add(Eq(1)), {1})))
t(lambda: (do(lambda s: s.discard(Eq(1)), {1})))
t(lambda: (do(lambda s: s.remove(Eq(2)), {1})))
t(lambda: ({1} == {Eq(1)}, {1:2} == {Eq(1): 2}, [1, 2] == [Eq(1), Eq(2)], (1,) != (Eq(1),)))
t(lambda: ([1, Eq(2)] < [1, 3], (Eq(1), 2) < (1, 3), [1, Eq(2)] > [1, 1]))
t(lambda: (Eq(1) in [1, 2], 1 in [Eq(1)], Eq(5) in (1, 2), Eq(1) in {1}, Eq(1) in {1: 2},
    Eq(2) in range(3)))
t(lambda: (Eq(3) in {1: 3}.values(), (1, Eq(3)) in {1: 3}.items(), Eq(1) in {1: 3}.keys()))
t(lambda: ([Eq(1), 2, 1].index(1), [1, 2].count(Eq(2)), (1, Eq(2)).index(2)))
t(lambda: [1].index(Eq(5)))
t(lambda: ((1,).index(Eq(5))))
t(lambda: (do(lambda l: l.remove(Eq(1)), [2, 1])))
t(lambda: (do(lambda l: l.remove(Eq(9)), [2, 1])))
t(lambda: (hash((1, Eq(2))) == hash((1, 2)), hash(Eq(5)) == hash(5), {(1, Eq(2)): 3}[(1, 2)]))
t(lambda: (frozenset([Eq(1)]) == frozenset([1]), hash(frozenset([Eq(1)])) == hash(frozenset([1]))))
t(lambda: (any(g(0, 1)), all(g(1, 0)), any([]), all([]), any(Gen(0)), all([Eq(1)]), any([BadLen])))
t(lambda: (list(filter(None, [Eq(1), 0, BadLen])), list(filter(bool, [Eq(0), 0]))))
