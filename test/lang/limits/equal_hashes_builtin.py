# resume-every: 97
# Numbers, tuples and texts chosen to collide.
m = 2 ** 61 - 1
same = [i * m for i in range(150)]
print(len(set(same)), len({hash(x) for x in same}), sum({x: 1 for x in same}.values()), same[70] in set(same))
floats = [float(x) for x in same]
print(len(set(floats) | set(same)), same[3] in set(floats))
tuples = [(x, y) for x in same[:12] for y in same[:12]]
print(len(set(tuples)), len({hash(t) for t in tuples}), tuples[7] in set(tuples))
frozen = [frozenset([x]) for x in same[:60]]
print(len(set(frozen)), frozen[3] in set(frozen))
powers = [1 << (61 * i) for i in range(120)]
print(len({hash(p) for p in powers}), len(set(powers)))
d = {}
for x in same: d[x] = x
for x in same[::2]: del d[x]
for x in same[::3]: d[x] = -x
print(len(d), sum(d.values()) == sum(d[x] for x in d), m in d, 2 * m in d)
