# resume-every: 83
# Newton, Simpson, compensated summation, gaussian elimination; exact double results.
def newton(f, df, x):
    for _ in range(50):
        d = f(x) / df(x)
        x -= d
        if abs(d) < 1e-15: return x
print(newton(lambda x: x * x - 2, lambda x: 2 * x, 1.0))
print(newton(lambda x: x**3 - x - 1, lambda x: 3 * x * x - 1, 1.5))
def simpson(f, a, b, n):
    h = (b - a) / n
    return h / 3 * (f(a) + f(b) + sum((4 if i % 2 else 2) * f(a + i * h) for i in range(1, n)))
print(simpson(lambda x: x ** 3, 0, 2, 8), simpson(lambda x: 1 / x, 1, 2, 20))
def kahan(xs):
    s = c = 0.0
    for x in xs:
        y = x - c
        t = s + y
        c = (t - s) - y
        s = t
    return s
print(kahan([0.1] * 50), kahan([1e16, 1.0, -1e16, 1.0]))
def solve(a, b):
    n = len(a)
    m = [r[:] + [v] for r, v in zip(a, b)]
    for i in range(n):
        p = max(range(i, n), key=lambda r: abs(m[r][i]))
        m[i], m[p] = m[p], m[i]
        for r in range(i + 1, n):
            k = m[r][i] / m[i][i]
            for c in range(i, n + 1): m[r][c] -= k * m[i][c]
    x = [0.0] * n
    for i in reversed(range(n)):
        x[i] = (m[i][n] - sum(m[i][c] * x[c] for c in range(i + 1, n))) / m[i][i]
    return x
print(solve([[2.0, 1, -1], [-3, -1, 2], [-2, 1, 2]], [8.0, -11, -3]))
x = 0.5
for _ in range(40): x = 3.7 * x * (1 - x)
print(x)
e = t = 1.0
for i in range(1, 20): t /= i; e += t
print(e)
