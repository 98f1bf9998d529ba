# Custom __eq__/__hash__ objects as dict keys and set members.
class K:
    def __init__(self, n): self.n = n
    def __eq__(self, o): return isinstance(o, K) and self.n % 10 == o.n % 10
    def __hash__(self): return hash(self.n % 10)
    def __repr__(self): return f'K{self.n}'
d = {K(1): 'a', K(2): 'b'}
d[K(11)] = 'c'
print(d, d[K(21)], K(31) in d, K(3) in d, len(d))
print(d.pop(K(101)), d, d.setdefault(K(12), 'zz'), d.get(K(5), 'none'))
s = {K(1), K(11), K(5)}
print(sorted(k.n for k in s), K(21) in s, len(s | {K(15), K(7)}))
s.discard(K(35)); s.add(K(41))
print(len(s), [K(1), K(2)].index(K(12)), [K(3)].count(K(13)), K(5) in (K(15),))
class E:
    def __eq__(self, o): return True
try:
    {E(): 1}
except TypeError as e:
    print(e)
print(E.__hash__)
class H(E):
    __hash__ = object.__hash__
print(len({H(): 1}))
class Bad:
    def __hash__(self): return 'x'
try:
    hash(Bad())
except TypeError as e:
    print(e)
class Raise:
    def __init__(self, h): self.h = h
    def __hash__(self): return self.h
    def __eq__(self, o): raise ValueError('compared')
r = Raise(1)
m = {r: 'self'}
print(m[r])
try:
    m[Raise(1)]
except ValueError as e:
    print(e)
print(m.get(Raise(2)), len(m))
class Big:
    def __hash__(self): return 2**61 + 5
print(hash(Big()), hash(-1), hash(-2), hash(2**61 - 1), hash(2**61), hash(True))
