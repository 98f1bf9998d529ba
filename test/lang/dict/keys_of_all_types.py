# Keys of every hashable type, numeric equality of keys, tuples with nested values, None and types.
d = {}
keys = [0, False, 0.0, 1, True, 1.0, '1', b'1', None, (), (1,), (1.0,), (True,), 'a', 2**64,
        float(2**64), -1, -2, int, str,
        frozenset([1]), range(2), ..., 1.5, '', b'', ('a', (1, None)), 10**30, -0.0, len]
for i, k in enumerate(keys): d[k] = i
print(len(d), [(k if not callable(k) else k.__name__, v) for k, v in d.items()])
print([d[k] for k in (0, 1, '1', b'1', None, (), (1,), 2**64, -1, -2, int, range(0, 2), 1.5,
                      ('a', (1, None)))])
nan = float('nan')
m = {nan: 1}
print(m[nan], nan in m, len({nan, nan}), {nan: 1} == {nan: 1})
for bad in ([], {}, set(), ([],), (1, {}), slice(1)):
    for f in (lambda: {bad: 1}, lambda: bad in d, lambda: d.get(bad), lambda: {bad}):
        try: f()
        except TypeError as e: print(e, end='; ')
print()
print({(i, j): i * j for i in range(2) for j in range(2)}[1, 1])
print({'a': {'a': {'a': 1}}}['a']['a']['a'], {1: 'x'}.get(1.0), {'x' * 3: 1}['xxx'])
