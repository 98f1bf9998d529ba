# Augmented assignment with every operator and target, evaluation once, scoping.
def t(x, n='t'): print(n, end=' '); return x
l, d = [1, 2, 3], {'a': 1}
class O: v = 10
o = O()
t(l, 'obj')[t(0, 'key')] += t(5, 'val')
t(d, 'obj')[t('a', 'key')] <<= t(3, 'val')
t(o, 'obj').v -= t(1, 'val')
print(l, d, o.v, O.v)
l[1] **= 3; l[-1] //= 2; l[0] %= 4; d['a'] |= 1; d['a'] ^= 3; d['a'] &= 14; d['a'] >>= 1
o.v *= 2; o.v /= 4
print(l, d, o.v)
s = u = 'a'
s += 'b'; s *= 2
print(s, u)
a = b = [1]
a += [2]; print(b); a = a + [3]; print(b)
a = b = (1,)
a += (2,); print(a, b)
x = y = {1}
x |= {2}; x -= {1}; x ^= {5}; x &= {2, 5}; print(sorted(y), x is y)
f = g = frozenset([1]); f |= {2}; print(sorted(f), g)
m = n = {'a': 1}; m |= {'b': 2}; m |= [('c', 3)]; print(n)
def loc():
    z = 1
    z += z; z += z
    def inner():
        nonlocal z
        z *= 10
    inner()
    return z
print(loc())
G = 0
def glob():
    global G
    for i in range(4): G += i
    G -= 1
glob(); print(G)
k = [[0] * 2 for _ in range(2)]
for i in range(2):
    for j in range(2): k[i][j] += i * 2 + j
print(k)
i = 0
q = [10, 20, 30]
q[i] += (i := 2)
print(q, i)
by = b'a'; by += b'b'; by *= 2; print(by)
big = 1; big <<= 100; big -= 1; big >>= 90; print(big)
fl = 7.5; fl //= 2; fl **= 2; fl %= 5; print(fl)
