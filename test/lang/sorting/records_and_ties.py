# Sorting records by several fields with mixed directions; ranking; grouping after sorting.
rows = [('ann', 30, 5.5), ('bob', 25, 7.0), ('cid', 30, 4.0), ('dan', 25, 7.0), ('eve', 41, 5.5)]
print([r[0] for r in sorted(rows, key=lambda r: (-r[1], r[2]))])
print([r[0] for r in sorted(rows, key=lambda r: (r[2], r[0]), reverse=True)])
s = rows[:]
for i, rev in ((0, True), (2, False), (1, True)): s.sort(key=lambda r: r[i], reverse=rev)
print([r[0] for r in s])
class Rev:
    def __init__(self, v): self.v = v
    def __lt__(self, o): return o.v < self.v
print([r[0] for r in sorted(rows, key=lambda r: (r[1], Rev(r[0])))])
rank, prev = {}, None
for n, r in enumerate(sorted(rows, key=lambda r: -r[2]), 1):
    if r[2] != prev: pos, prev = n, r[2]
    rank[r[0]] = pos
print(rank)
by = {}
for name, age, _ in sorted(rows): by.setdefault(age, []).append(name)
print(sorted(by.items()), max(by.items(), key=lambda p: len(p[1])))
print(min(rows, key=lambda r: (r[2], r[0])))
idx = sorted(range(5), key=[30, 10, 20, 10, 0].__getitem__)
print(idx, [idx.index(i) for i in range(5)])
print(sorted('a1B2', key=lambda c: (c.isdigit(), c.lower())))
print(sorted(['a10', 'a9', 'a1'], key=lambda s: (s[0], int(s[1:]))))
l = [[3, 'c'], [1, 'a'], [2, 'b']]
l.sort(); l[0].append('x'); print(l, sorted(l, key=lambda x: len(x)), sorted(zip('ba', [1, 2])),
                                  sorted({'k2': 1, 'k1': 2}.items(), key=lambda p: p[1]))
