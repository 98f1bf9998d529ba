# A user sequence implementing slices with slice.indices, and matrices with tuple keys.
class Seq:
    def __init__(self, n): self.n = n
    def __len__(self): return self.n
    def __getitem__(self, k):
        if isinstance(k, slice): return [i * i for i in range(*k.indices(self.n))]
        if k < 0: k += self.n
        if not 0 <= k < self.n: raise IndexError('out')
        return k * k
q = Seq(6)
print(q[1:4], q[::-2], q[-2:], q[-1], list(q), 16 in q, q[:100], list(reversed(q))[:2])
class Mat:
    def __init__(self, rows): self.r = rows
    def __getitem__(self, k):
        i, j = k
        rows = self.r[i] if isinstance(i, slice) else [self.r[i]]
        out = [row[j] if isinstance(j, slice) else row[j] for row in rows]
        return out if isinstance(i, slice) else out[0]
    def __setitem__(self, k, v):
        i, j = k
        for n, row in enumerate(self.r[i]): row[j] = v[n]
    def __delitem__(self, k):
        for row in self.r: del row[k]
m = Mat([[1, 2, 3], [4, 5, 6], [7, 8, 9]])
print(m[0, 1], m[:, 0], m[1, :], m[1:, 1:], m[::-1, ::2], m[-1, -1])
m[0:2, 1] = 'xy'
m[:, 0:1] = [[0], [0], [0]]
print(m.r)
del m[1:]
print(m.r)
try: m[5]
except TypeError as e: print(e)
