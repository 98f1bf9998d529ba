# Operator precedence and associativity.
print(2 + 3 * 4 ** 2 // 5 % 7 - 1, -2 ** 2, 2 ** -1, 2 ** 3 ** 2, (2 ** 3) ** 2, -3 // 2)
print(-(3 // 2), 7 % -3, -7 % 3)
print(1 << 2 + 3, (1 << 2) + 3, 1 | 2 ^ 3 & 4, 6 & 3 == 3, (6 & 3) == 2, ~1 + 2, -~5, ~-5)
print(5 - -5, 10 - 5 - 2)
print(1 + 2 < 4 and 3 or 5, not 1 + 1 == 2, not (1 == 2), 1 < 2 | 4, 100 / 10 / 2, 100 // 7 * 7)
print(2 * 3 % 4, 2 * (3 % 4))
print(1 if 0 else 2 or 3, lambda_ := 4, [lambda: 1, 2][1], (lambda x: x + 1 if x else 0)(0))
print(3 - 2 if 1 else 0)
print('a' 'b' * 2, 'a' + 'b' * 2, '%d' % 3 + '!', '%d' % (3 + 1), -1 ** 0, (-1) ** 0, 0 ** 0)
print(1, 2 == 2, None is None == None, 1 in [1] and 2 in [2], not 1 in [2], 1 not in [2])
print(not not 0, 8 >> 1 >> 1, 1 << 1 << 2)
x = 5
print(x if x > 3 else -x, -x if x > 9 else x, x.real + 1, -x.real, x ** 2 - x, x-1, x -1, x- 1)
print([x][0] ** 2, (x) ** -1)
print(await_ := 1, {'a': x}['a'] ** 2, (1, 2)[0] + (3, 4)[1], 'abc'[1].upper() * 2)
print(len('ab') ** 2, -len('ab'), ~len('ab'))
def f(*a): return a
print(f(*[1, 2] or [3]), f(*[] or [3]), f(*'ab' if 1 else 'c'), f(1 if 0 else 2, not 1))
print(f(x == 5, x != 5, not x))
y = 1, 2 if 0 else 3, 4
z = a = b = 1 or 2
print(y, z, a is b, (yield_ := 5) * 2, 1 + (w := 2) * 3, w, 5 // 2 * 2 + 5 % 2 == 5)
print(3 == 3.0 != 4, 2 - 1 - 1, 2 - (1 - 1))
