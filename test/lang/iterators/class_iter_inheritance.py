# Iteration inherited, overridden, delegated with super and mixed with builtins.
class L(list):
    def __iter__(self): print('L.iter', end=' '); return super().__iter__()
l = L([3, 1])
print([x for x in l], list(l), sorted(l), tuple(l), l + [1], 1 in l, len(l))
class D(dict):
    def __iter__(self): return (k.upper() for k in super().__iter__())
d = D(a=1, b=2)
print(list(d), [*d], list(d.keys()), list(d.items()), ''.join(d))
class S(str):
    def __iter__(self): return iter(self.split())
s = S('two words')
print(list(s), [c for c in s][0], s[0], len(s), list(map(str.upper, s)))
class G:
    def __iter__(self): yield from self.parts()
    def parts(self): return [1, 2]
class H(G):
    def parts(self): yield from super().parts(); yield 3
print(list(G()), list(H()), sum(H()))
class N(H):
    __iter__ = None
try: list(N())
except TypeError as e: print(e)
class T(tuple):
    def __getitem__(self, i): return 'item'
print(list(T((1, 2))), T((1, 2))[0], [x for x in T((5,))])
