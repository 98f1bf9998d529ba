# resume-every: 2000000
# Tables of every width of index: algebra, building and merging against one key at a time.
def one_by_one(keys):
    out = {}
    for key in keys:
        out[key] = None
    return list(out)
def scattered(n, seed):
    out = []
    for _ in range(n):
        seed = (seed * 1103515245 + 12345) & 0x7fffffff
        out.append(seed >> 12)
    return out
def same(made, keys):
    return sorted(made, key=repr) == sorted(keys, key=repr)
def check(a, b):
    inside, outside = [k for k in a if k in b], [k for k in a if k not in b]
    back = [k for k in b if k not in a]
    assert same(a & b, inside) and same(a | b, list(a) + back)
    assert same(a - b, outside) and same(a ^ b, outside + back)
    assert (a <= b) == (not outside) and (a >= b) == (not back)
    assert a.isdisjoint(b) == (not inside) and a & b <= a <= a | b
    assert (a ^ b) ^ b == a and a - b == a - (a & b) and (a | b) - b == a - b
    for made in a & b, a | b, a - b, a ^ b, a.copy(), frozenset(a):
        assert all(k in made for k in made) and len(made) == len(list(made))
        assert (7 in made) == (7 in list(made))
    c = set(a); c |= b; assert c == a | b
    c = set(a); c &= b; assert c == a & b
    c = set(a); c -= b; assert c == a - b and all(k in c for k in outside)
    c = set(a); c ^= b; assert c == a ^ b
    c = a - b; c.update(b); c.update(a); assert c == a | b
for n in 0, 1, 5, 16, 17, 64, 65, 300:
    check(set(range(n)), set(range(0, 2 * n, 3)))
    check(set(scattered(n, n)), set(scattered(n // 2, n)) | {7})
    check(set(map(str, range(n))), {str(k) for k in scattered(n, 9)} | {'7'})
    mixed = [1, 1.0, True, 'a', None, 2.5, (1, 2), (1, 'b'), 0, False, -1, -2, 1 << 70] * 3
    mixed += scattered(n, 3) + list(map(str, range(n)))
    check(set(mixed), {k for k in mixed if k != 1 and k != 0} | {(k, 1) for k in range(n // 8)})
    for keys in range(n), scattered(n, 5) * 2, mixed:
        assert len(set(keys)) == len(one_by_one(keys)) and set(keys) == set(one_by_one(keys))
        assert list(dict.fromkeys(keys, 3)) == one_by_one(keys)
        assert dict.fromkeys(keys, 3) == {k: 3 for k in keys}
        d = {k: 1 for k in list(keys)[::3]}
        d.update(dict.fromkeys(keys, 2))
        assert set(d.values()) <= {2} and set(d) == set(keys)
print('narrow')
wide, half, few = set(range(45000)), set(scattered(300, 1)), set(range(0, 50000, 200))
for a, b in (wide, half), (few, wide):
    assert a & b == {k for k in a if k in b} and a - b == {k for k in a if k not in b}
    assert len(a | b) == len(a) + len(b - a) and a ^ b == (a | b) - (a & b)
d = dict.fromkeys(range(50000))
for k in range(0, 50000, 3):
    del d[k]
e = dict(d)
for k in range(50000, 25000, -1):
    d[k] = k
for k in range(0, 50000, 5):
    assert d.pop(k, None) is None or k > 25000
assert list(e) == [k for k in range(50000) if k % 3]
assert set(d) == {k for k in range(50001) if k % 5 and (k % 3 or k > 25000)} | {50000}
assert all((k in d) == (k % 5 != 0 and (k % 3 != 0 or k > 25000)) for k in range(50000))
while len(d) > 20000:
    d.popitem()
d.update(e)
assert d.keys() >= e.keys() and len(d) == len(set(d))
print('wide')
# Where the last key stops it.
for bad in [], {}, [1]:
    for n in 3, 40:
        for make in set, dict.fromkeys, frozenset, set().union, set().intersection:
            try:
                make([*range(n), bad])
            except TypeError as e:
                print(e)
