# __call__, __index__, __getitem__ with every key shape.
class K:
    def __getitem__(self, k): return k
    def __call__(self, *a, **k): return a, k
    def __setitem__(self, k, v): print('set', k, v)
    def __delitem__(self, k): print('del', k)

k = K()
print(k[1], k[1, 2], k[1:2], k[::], k[1:2, ..., None], k[()], k['a'][0], k[(1,)], k[-1:])
print(k(1, x=2), k())
k[0] = 1
k[1:2, 3] = [4]
del k[5], k[6:]
k[1] = k[2] = 'chain'
k['n'] += 'm'
class I:
    def __init__(self, n): self.n = n
    def __index__(self): return self.n
print([10, 20, 30][I(1)], 'abc'[I(-1)], (1, 2, 3)[I(0):I(2)], list(range(I(3))))
print(bin(I(5)), hex(I(255)))
print([1] * I(2), 'ab' * I(2), chr(I(65)), bytes(I(2)))
print(round(2.567, I(1)), int(I(9)), [0, 1, 2][I(1):])
class Bad:
    def __index__(self): return 'x'
l, key, real = [1], 'a', 1.0
for f in (lambda: l[Bad()], lambda: l[key], lambda: l[real], lambda: range(1.5),
          lambda: 'a' * 1.5):
    try: f()
    except TypeError as e: print(e)
