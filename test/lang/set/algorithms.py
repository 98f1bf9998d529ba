# Sets in algorithms: unique, graph reachability, powerset, partition, duplicates.
def reach(g, s):
    seen, todo = set(), {s}
    while todo:
        n = todo.pop()
        seen.add(n)
        todo |= g.get(n, set()) - seen
    return sorted(seen)
g = {1: {2, 3}, 2: {4}, 3: {4}, 4: {1}, 5: {6}}
print([reach(g, n) for n in (1, 5, 7)])
def power(s):
    out = {frozenset()}
    for x in s: out |= {p | {x} for p in out}
    return out
print(sorted(map(sorted, power({1, 2, 3}))), len(power('abcd')))
def dups(xs):
    seen, d = set(), set()
    for x in xs: (d if x in seen else seen).add(x)
    return sorted(d)
print(dups([1, 2, 1, 3, 2, 1]), dups(''), sorted(set('hello') - set('help')))
print(len(set('mississippi')))
words = ['tea', 'eat', 'tan', 'ate', 'nat', 'bat']
groups = {}
for w in words: groups.setdefault(frozenset(w), []).append(w)
print(sorted(groups.values()))
a = {i for i in range(30) if i % 2 == 0}
b = {i for i in range(30) if i % 3 == 0}
print(sorted(a & b), len(a | b), a & b < a, sorted((a ^ b) - a), sum(a - b))
print({x % 4 for x in a} == {0, 2})
s = set()
for i in range(100): s.add(i * i % 31)
for i in range(0, 31, 2): s.discard(i)
print(sorted(s), all(x in s for x in (1, 5)), any(x in s for x in (2, 3)))
