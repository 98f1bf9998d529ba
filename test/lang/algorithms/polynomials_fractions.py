# resume-every: 61
# Fraction and polynomial classes with full operator sets.
def gcd(a, b): return a if not b else gcd(b, a % b)
class Frac:
    def __init__(self, n, d=1):
        if d == 0: raise ZeroDivisionError(f'Frac({n}, 0)')
        g = gcd(abs(n), abs(d)) * (1 if d > 0 else -1)
        self.n, self.d = n // g, d // g
    def _op(f):
        def go(self, o):
            if isinstance(o, int): o = Frac(o)
            return f(self, o) if isinstance(o, Frac) else NotImplemented
        return go
    __add__ = __radd__ = _op(lambda a, b: Frac(a.n * b.d + b.n * a.d, a.d * b.d))
    __sub__ = _op(lambda a, b: Frac(a.n * b.d - b.n * a.d, a.d * b.d))
    __rsub__ = _op(lambda a, b: b - a)
    __mul__ = __rmul__ = _op(lambda a, b: Frac(a.n * b.n, a.d * b.d))
    __truediv__ = _op(lambda a, b: Frac(a.n * b.d, a.d * b.n))
    __rtruediv__ = _op(lambda a, b: b / a)
    __eq__ = _op(lambda a, b: (a.n, a.d) == (b.n, b.d))
    __lt__ = _op(lambda a, b: a.n * b.d < b.n * a.d)
    def __hash__(self): return hash((self.n, self.d))
    def __float__(self): return self.n / self.d
    def __repr__(self): return f'{self.n}/{self.d}' if self.d != 1 else str(self.n)
a, b = Frac(1, 2), Frac(-3, -4)
print(a + b, a - b, a * b, a / b, 1 - a, 2 / b, a + 1, 3 * a, a < b, a == Frac(2, 4), a == 1)
print(sum([a, b, a]), sorted([b, a, Frac(5, 8)]), float(b), {a: 1}[Frac(3, 6)])
for f in (lambda: Frac(1, 0), lambda: a / 0, lambda: a + 'x', lambda: 'x' + a, lambda: a < 1.5):
    try: print(f())
    except (ZeroDivisionError, TypeError) as e: print(type(e).__name__, e)
class Poly:
    def __init__(self, *c): self.c = c
    def __call__(self, x):
        r = 0
        for k in reversed(self.c): r = r * x + k
        return r
    def __mul__(self, o):
        out = [0] * (len(self.c) + len(o.c) - 1)
        for i, x in enumerate(self.c):
            for j, y in enumerate(o.c): out[i + j] += x * y
        return Poly(*out)
    def diff(self): return Poly(*(i * k for i, k in enumerate(self.c) if i))
    def __str__(self): return ' + '.join(f'{k}x^{i}' for i, k in enumerate(self.c) if k) or '0'
p = Poly(1, 2, 3)
print(p, p(2), p * Poly(1, 1), p.diff(), p.diff().diff(), p(a), (p * p)(Frac(1, 3)), Poly())
