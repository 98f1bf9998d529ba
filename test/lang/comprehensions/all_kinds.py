# List, set, dict comprehensions with several for and if clauses.
print([x * y for x in range(3) for y in range(x) if x != y])
print([(x, y, z) for x in (1, 2) if x > 1 for y in 'ab' if y == 'b' for z in range(2)])
print({k: v for k, v in zip('abc', range(3)) if v}, {v: k for k, v in {'x': 1, 'y': 1}.items()})
print(sorted({c for c in 'mississippi'}), len({x % 3 for x in range(10)}))
print([[0] * 2 for _ in range(2)], [[i * j for j in range(3)] for i in range(2)])
print([a + b for a, (b, *c) in [(1, (2, 3)), (4, (5,))]], [x for x, in [(1,), (2,)]])
print([x if x % 2 else -x for x in range(4) if x != 1 if x < 4])
print([y for x in [[1, 2], [3]] for y in x], [*(i for i in 'ab'), *[j for j in 'c']])
print({**{k: 1 for k in 'ab'}, **{k: 2 for k in 'bc'}}, [lambda: 0 for _ in range(0)])
m = [[1, 2, 3], [4, 5, 6]]
print([[r[i] for r in m] for i in range(3)], [sum(c) for c in zip(*m)])
print([i for i in range(5) if i if not i == 3], [_ for _ in 'xy'])
print([(i := i0, i * 2) for i0 in range(2)])
d = {}
[d.setdefault(k, []).append(v) for k, v in (('a', 1), ('b', 2), ('a', 3))]
print(d, [x.real for x in (1, 2.5)], [f'{x}{y}' for x in 'ab' for y in '12'])
out = []
for out_x in [z for z in (1, 2)]: out.append(out_x)
print(out, [o for o in out for o in range(o)])
class T: pass
t = T()
print([t.v for t.v in range(3)], t.v, [d[0] for d[0] in 'pq'], d[0])
