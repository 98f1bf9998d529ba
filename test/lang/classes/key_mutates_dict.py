# A key whose __eq__ changes the dict or raises while it is being looked up.
log = []
class K:
    def __init__(self, n, act=None): self.n, self.act = n, act
    def __hash__(self): return 7
    def __eq__(self, o):
        log.append((self.n, o.n))
        if self.act: self.act()
        return self.n == o.n
    def __repr__(self): return f'K({self.n})'
d = {}
for i in range(4):
    d[K(i)] = i
print(len(d), log)
log.clear()
print(d[K(2)], log)
log.clear()
print(K(9) in d, log)
del d[K(1)]
print(d)
d[K(1)] = 'again'
print(d)
k = K(3)
log.clear()
s = {K(3), k, K(4)}
print(len(s), k in s)
def boom(): raise KeyError('from eq')
try:
    d[K(0, boom)]
except KeyError as e:
    print('KeyError', e)
print({K(1): 'x'} == {K(1): 'x'}, {K(1): 'x'} == {K(2): 'x'})
a, b = [K(1), K(2)], [K(1), K(2)]
print(a == b, a.index(K(2)), a.count(K(1)))
a.remove(K(1))
print(a)
