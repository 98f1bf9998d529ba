# __index__, __int__, __float__ and __len__ of the program wherever builtins want a number.
def t(f):
    try: print(repr(f()))
    except Exception as e: print(type(e).__name__, e)
class Idx:
    def __init__(self, n): self.n = n
    def __index__(self): return self.n
class BadLen:
    def __len__(self): return -1
class StrLen:
    def __len__(self): return 'a'
class BadIdx:
    def __index__(self): return 'x'
class F:
    def __float__(self): return 2.5
class I:
    def __int__(self): return 7
class BadF:
    def __float__(self): return 'x'
def g(*items):
    yield from items
def do(f, *args):
    result = f(*args)
    return result, args
t(lambda: ([1,2,3][Idx(1)]))
t(lambda: ([1,2,3][Idx(0):Idx(2)]))
t(lambda: ((1,2,3)[Idx(-1)]))
t(lambda: 'abc'[Idx(1)])
t(lambda: b'abc'[Idx(1)])
t(lambda: range(10)[Idx(3)])
t(lambda: 'ab'*Idx(3))
t(lambda: Idx(3)*[1])
t(lambda: [1]*Idx(-1))
t(lambda: (bin(Idx(5)), hex(Idx(255)), oct(Idx(8)), chr(Idx(65))))
t(lambda: (range(Idx(3)), list(range(Idx(1), Idx(10), Idx(3)))))
t(lambda: (int('11', Idx(2))))
t(lambda: (round(1234.5678, Idx(2))))
t(lambda: ([1,2][BadIdx()]))
t(lambda: [5][Idx(10)])
t(lambda: (slice(Idx(1),Idx(5)).indices(Idx(3))))
t(lambda: (int(I()), float(F()), float(Idx(3)), int(Idx(4)), complex(F()), complex(Idx(2), F())))
t(lambda: float(BadF()))
t(lambda: len(BadLen()))
t(lambda: len(StrLen()))
t(lambda: (do(lambda l: l.insert(-100, 0), [1]), do(lambda l: l.insert(100, 0), [1]),
    do(lambda l: l.insert(Idx(1), 0), [1, 2])))
t(lambda: (list(enumerate(g('a', 'b'), 5)), list(enumerate('ab', 2**60)), list(enumerate('ab',
    Idx(3)))))
t(lambda: any([BadLen()]))
