# Instances of subclasses of builtin types where builtins take the type itself.
def t(f):
    try: print(repr(f()))
    except Exception as e: print(type(e).__name__, e)
class Idx:
    def __init__(self, n): self.n = n
    def __index__(self): return self.n
class Eq:
    def __init__(self, n): self.n = n
    def __eq__(self, other): return self.n == (other.n if isinstance(other, Eq) else other)
    def __hash__(self): return hash(self.n)
    def __lt__(self, other): return self.n < (other.n if isinstance(other, Eq) else other)
    def __gt__(self, other): return self.n > (other.n if isinstance(other, Eq) else other)
    def __repr__(self): return f'Eq({self.n})'
class ML(list): pass
class MD(dict): pass
class MS(set): pass
class MI(int): pass
class MF(float): pass
class MT(tuple): pass
class MStr(str): pass
class F:
    def __float__(self): return 2.5
class I:
    def __int__(self): return 7
def g(*items):
    yield from items
t(lambda: (dict.fromkeys('ab', 1), dict.fromkeys(g(1, 2)), MD.fromkeys([1]),
    type(MD.fromkeys([1])).__name__))
t(lambda: (ML([1,2]), MD(a=1), MS([1]), MI(5) + 1, MF('2.5') * 2, MT(g(1, 2)), MStr('a') + 'b',
    MI('12'), MI(I()), MF(F())))
t(lambda: (type(ML([1])[:]).__name__, type(ML([1]) + [2]).__name__, ML([1]) == [1],
    MD(a=1) == {'a': 1}, MI(5) == 5, hash(MI(5)) == hash(5)))
t(lambda: (len(ML('abc')), list(MD(a=1)), sorted(MS([2, 1])), [*ML([1])], {**MD(a=1)},
    MI(3) in [3], max(MI(3), 2), sum([MI(1), MI(2)])))
t(lambda: ([1,2,3][MI(1)], 'abc'[MI(1):], range(MI(3)), [0] * MI(2), round(MF(2.567), MI(1)),
    divmod(MI(7), 2), pow(MI(2), 3, 5), MI(7) // MI(2)))
t(lambda: (list(map(str, [Eq(1)])), list(map(len, [ML([1])])), list(map(int, [Idx(3)])),
    sum(map(int, '123')), max(map(len, ['a', 'bcd'])), sorted(map(str, [3, 1])), list(zip(map(str,
    [1]), filter(None, [0, 1])))))
