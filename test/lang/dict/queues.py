# The oldest key leaves for each that comes; popitem, copies, updates and iterators behind a front of
# deleted keys.
def oldest(d):
    return next(iter(d), None)


d = dict.fromkeys(range(6))
for i in range(6, 40):
    del d[oldest(d)]
    d[i] = str(i)
    print(oldest(d), len(d), list(d.items())[:2], next(reversed(d)))

it = iter(d)
print(next(it), next(it), list(it))
print(d.popitem(), d.popitem(), oldest(d), d.copy(), dict(d) == d)
while d:
    oldest_key = oldest(d)
    d.pop(oldest_key)
    print(oldest_key, list(d))
d['a'] = 1
print(oldest(d), d.popitem(), oldest(d), d)

d.update({i: i for i in range(10)})
for i in range(9):
    del d[i]
print(d.popitem(), oldest(d))
d['b'] = d['c'] = 2
print(oldest(d), list(d.values()), d == {'b': 2, 'c': 2})
d.clear()
d['d'] = 3
print(oldest(d), d)

# The first keys stay, so nothing is passed over.
d = {i: i for i in range(8)}
for i in (3, 1, 2):
    del d[i]
print(oldest(d), list(d))
del d[0]
print(oldest(d), list(d))

# Sets too.
s = {0}
for i in range(1, 12):
    s.add(i)
    if i % 3:
        s.remove(oldest(s))
    print(oldest(s), len(s), sorted(s))
s -= {9, 10}
s &= {8, 11}
print(s, oldest(s))
