# slice objects: attributes, equality, indices(), repr, custom __getitem__.
s = slice(1, 10, 2)
print(s, s.start, s.stop, s.step, slice(5), slice(None), slice('a', [1], {}))
print(s == slice(1, 10, 2), s != slice(1))
print(s.indices(5), slice(None, None, -1).indices(4), slice(-3, None).indices(2),
      slice(10, -10, -3).indices(5),
      slice(None).indices(0), slice(-1, -1).indices(3))
print(slice(1, 2) < slice(1, 3), slice(0, 5, 1) == slice(0, 5))
class G:
    def __getitem__(self, k): return k
g = G()
print(g[1:2], g[:], g[::-1], g[1:2, 3], g[..., ::2], g['a':'b'], g[None:None], g[1:])
def t(f):
    try: print(f())
    except (TypeError, ValueError, AttributeError) as e: print(type(e).__name__, e)
t(lambda: hash(s))
t(lambda: slice())
t(lambda: slice(1, 2, 3, 4))
t(lambda: s.indices(-1))
t(lambda: slice(1, 2, 0).indices(5))
t(lambda: [1, 2]['a':])
t(lambda: 'abc'[1.0:])
t(lambda: (1, 2)[::'x'])
t(lambda: setattr(s, 'start', 5))
t(lambda: slice(None, 'x').indices(3))
class I:
    def __init__(self, i): self.i = i
    def __index__(self): print('idx', self.i, end=' '); return self.i
print('abcdef'[I(1):I(5):I(2)], [0, 1, 2][I(-2):], slice(I(0), I(9)).indices(4), range(9)[I(2):][0])
print([1, 2, 3][-10**30:10**30], 'abc'[::10**25], (1, 2)[::-10**25], [1][10**20:])
print(range(10)[2:10**20])
