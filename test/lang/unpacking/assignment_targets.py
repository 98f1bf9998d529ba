# Starred and nested targets, every iterable, swaps, chained assignment order.
a, *b = 1, 2, 3; print(a, b)
*a, b = 'xyz'; print(a, b)
a, *b, c = range(2); print(a, b, c)
[a, [b, *c], *d] = 1, 'pqr', 4, 5; print(a, b, c, d)
(a, b), c = [1, 2], 3; print(a, b, c)
*a, = {'k': 1, 'l': 2}; print(a)
a, = [7]; print(a)
() = []; [] = ''; print('empty ok')
a = b, c = 5, 6; print(a, b, c)
x = [1, 2, 3]; i = 0
i, x[i] = 2, 'set'; print(i, x)
x[0], x[1] = x[1], x[0]; print(x)
a, b = b, a = 1, 2; print(a, b)
(a, *(b, *c)), d = [(1, 2, 3, 4), 5]; print(a, b, c, d)
class O: pass
o = O(); d = {}
o.a, d['k'], *o.rest, x[-1] = range(6); print(o.a, d, o.rest, x)
for a, (b, *c) in [(1, 'ab'), (2, [3])]: print(a, b, c, end=' ')
for i, d[i] in enumerate('ab'): pass
print(d)
for *a, b in ['ab', (1, 2, 3)]: print(a, b, end=' ')
def g(): yield 1; yield 2; yield 3
p, *q = g(); print(p, q)
a = b = c = []; a.append(1); print(b, c is a)
k = [0]; k[0], k = 1, 'gone'; print(k)
def t(x): print('t', x, end=' '); return x
d = {}
d[t('left')], d[t('mid')] = t('v1'), t('v2'); print(d)
