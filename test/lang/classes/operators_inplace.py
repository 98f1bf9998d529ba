# In-place dunders, fallback to binary, and targets of every kind.
class V:
    def __init__(self, x): self.x = x
    def __iadd__(self, o): self.x += o; print('iadd', end=' '); return self
    def __sub__(self, o): print('sub', end=' '); return V(self.x - o)
    def __imul__(self, o): return 'replaced'
    def __imod__(self, o): return NotImplemented
    def __mod__(self, o): return 'mod'
v = w = V(1)
v += 5
print(v is w, v.x)
v -= 2
print(v is w, v.x, w.x)
v *= 3
print(v)
w %= 2
print(w)
class T: pass
t = T()
t.a = [1]
alias = t.a
t.a += [2]
t.a *= 2
print(alias, alias is t.a)
d = {'k': [0]}
d['k'] += (1, 2)
d['k'] += 'ab'
print(d)
tup = ([1], 2)
try:
    tup[0] += [9]
except TypeError as e:
    print(e, tup)
i = 7
i += 1; i -= 2; i *= 3; i //= 2; i **= 2; i %= 50; i <<= 3; i >>= 1; i |= 1; i ^= 3; i &= 0xff
print(i)
f = 1
f /= 4
print(f)
class M:
    def __imatmul__(self, o): return ('imatmul', o)
    def __ior__(self, o): return ('ior', o)
m, n = M(), M()
m @= 4
n |= 5
print(m, n)
try:
    x = 1
    x += 'a'
except TypeError as e:
    print(e)
def idx():
    print('index once', end=' ')
    return 0
l = [1]
l[idx()] += 41
print(l)
