# Simultaneous assignment in algorithms: euclid, fibonacci, rotation, min/max tracking.
a, b = 0, 1
for _ in range(10): a, b = b, a + b
print(a, b)
x, y, z = 1, 2, 3
x, y, z = z, x, y
print(x, y, z)
m, n = 252, 105
while n: m, n = n, m % n
print(m)
l = [5, 1, 4]
l[0], l[1], l[2] = l[2], l[0], l[1]; print(l)
lo, *mid, hi = sorted([3, 9, 1, 7]); print(lo, mid, hi)
i, j = 0, 2
while i < j: l[i], l[j], i, j = l[j], l[i], i + 1, j - 1
print(l, i, j)
head, *tail = 'a-b-c'.split('-'); print(head, tail)
(first, *_), (*_, last) = [1, 2], [3, 4]; print(first, last, _)
d = {'a': 1, 'b': 2}
d['a'], d['b'] = d['b'], d['a']; print(d)
k = 0
k, l[k] = 1, 'k'; print(k, l)
