# Aliasing through repetition, slices, default arguments and nested copies.
g = [[0] * 3] * 2
g[0][0] = 1
print(g, g[0] is g[1])
h = [[0] * 3 for _ in range(2)]
h[0][0] = 1
print(h)
a = [1, [2, 3]]
b, c, d, e = a, a[:], list(a), a.copy()
a[1].append(4); a.append(5)
print(b, c, d, e, b is a, c == d == e)
x = y = []
x += [1]; x = x + [2]; y.append(3)
print(x, y)
l = [1, 2, 3]
l[1] = l
print(l, l[1][1][2], l == l, l in l)
l[1] = 0
m = [l] * 3
m[1] = m[1] + [9]
l.append('all')
print(m)
t = ([], [])
t[0].append(1)
try: t[1] += [2]
except TypeError as ex: print(ex)
print(t)
z = [0] * 5
for i in range(5): z[i], z[-1 - i] = i, -i
print(z, [[]] * 0, [None] * 2, [[1, 2]] * 2 == [[1, 2], [1, 2]])
n = [1, 2, 3]
n[0], n[1:] = n[1:], n[0:1]
print(n)
p = [1, 2, 3]
p[p.index(2)] = p.pop()
print(p)
