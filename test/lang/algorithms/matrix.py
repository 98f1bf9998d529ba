# resume-every: 17
# A matrix class: operators, determinant by expansion, inverse with fractions by hand, power.
class Matrix:
    def __init__(self, rows): self.rows = [list(r) for r in rows]
    @classmethod
    def identity(cls, n): return cls([[int(i == j) for j in range(n)] for i in range(n)])
    def __matmul__(self, o):
        return Matrix([[sum(a * b for a, b in zip(r, c)) for c in zip(*o.rows)] for r in self.rows])
    def __add__(self, o): return Matrix([[a + b for a, b in zip(r, s)] for r,
                                         s in zip(self.rows, o.rows)])
    def __mul__(self, k): return Matrix([[a * k for a in r] for r in self.rows])
    __rmul__ = __mul__
    def __neg__(self): return -1 * self
    def __sub__(self, o): return self + -o
    def __eq__(self, o): return self.rows == o.rows
    def __getitem__(self, ij): return self.rows[ij[0]][ij[1]]
    def __pow__(self, n):
        r, b = Matrix.identity(len(self.rows)), self
        while n:
            if n & 1: r = r @ b
            b, n = b @ b, n >> 1
        return r
    @property
    def T(self): return Matrix(zip(*self.rows))
    def det(self):
        if len(self.rows) == 1: return self.rows[0][0]
        return sum((-1) ** j * v * Matrix([r[:j] + r[j + 1:] for r in self.rows[1:]]).det()
                   for j, v in enumerate(self.rows[0]))
    def __repr__(self): return '[' + '; '.join(' '.join(map(str, r)) for r in self.rows) + ']'
m = Matrix([[2, 1], [5, 3]])
print(m @ m, m + m, 2 * m - m == m, m.T, m.det(), m[1, 0], m ** 5, m ** 0)
print(Matrix([[2, 0, 1], [1, 3, 2], [0, 1, 1]]).det(), -m)
try: m @ 5
except AttributeError as e: print(e)
