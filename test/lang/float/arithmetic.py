# Float arithmetic, floor division and modulo signs, divmod, mixed with ints.
for a in (7.5, -7.5, 0.3, -0.0, 1e17):
    print([(a // b, a % b) for b in (2, -2, 0.1, 2.5, 1e20)], divmod(a, 3))
print(0.1 + 0.2, 0.1 * 3, 1.1 + 2.2, 1 - 0.9, 1e16 + 1, 1e16 + 2 - 1e16, 0.1 + 0.2 - 0.3)
print(sum([0.1] * 10), 3 * 1.1, 1.0 / 3.0)
print(7 // 2.0, -7 // 2.0, 7 % 2.5, -7 % 2.5, 7 % -2.5, 2 ** 0.5, 2.0 ** 10, (-2.0) ** 3)
print(4 ** -0.5, 1e3 / 7, True + 1.5, 1.5 - True)
print(-1.5, +1.5, abs(-2.5), -(-0.0), abs(-0.0), 5.0 == 5, 1.5 < 2, 2.5 > 2, 1e-400 == 0)
print(0.1 + 0.1 + 0.1 == 0.3, 1.0 * 10**20, 10**20 + 0.5)
x = 10.0
x += 1; x -= 0.5; x *= 2; x /= 4; x //= 1; x **= 2; x %= 7
print(x, 1_000.5, .5e1, 1.e-2, 1e+2, 0.1e1_0, 3.0 .real, 3.5.imag, 3.5.conjugate())
print(2.5.__add__(1), 2.5.__floordiv__(2), 1.5.__radd__(1))
h, s = 0.0, 0.0
for i in range(1, 30): h += 1 / i; s += (-1) ** i / i
print(h, s, 4 * sum((-1) ** k / (2 * k + 1) for k in range(20)))
y = 1.0
for _ in range(6): y = (y + 2 / y) / 2
print(y, y * y, y == 2 ** 0.5)
