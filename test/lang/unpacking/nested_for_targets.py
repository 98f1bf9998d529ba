# for targets that unpack, store to attributes and subscripts, and rebind the iterable.
class O: pass
o, d = O(), {}
for o.a, (d['x'], *d['rest']) in [(1, 'pqr'), (2, [3])]: print(o.a, d)
for i, (k, v) in enumerate({'a': 1, 'b': 2}.items()): print(i, k, v, end='; ')
for (x, y), z in zip([(1, 2), (3, 4)], 'ab'): print(x + y, z, end='; ')
l = [[1, 2], [3, 4]]
for l[0][0], b in l: print(l, b)
for x in l:
    l = 'rebound'
    print(x, l)
for [a] in ([1], [2]): print(a, end=' ')
for a, in [(5,)]: print(a)
try:
    for a, b in [(1, 2), (3,)]: print(a, b)
except ValueError as e: print(e, a, b)
