# Views are live, set-like, iterable, comparable and reversible.
d = {'a': 1, 'b': 2, 'c': 3}
k, v, i = d.keys(), d.values(), d.items()
print(k, v, i, len(k), 'a' in k, 2 in v, ('a', 1) in i, ('a', 2) in i, 'a' in i)
d['d'] = 4; del d['a']
print(k, v, i, list(k), sum(v), list(reversed(k)), list(reversed(v)))
print(sorted(k & {'b', 'z'}), sorted(k | ['q']), sorted(k - {'b'}), sorted(k ^ {'b', 'x'}))
print(sorted({'b'} & k), sorted(i & {('b', 2)}), k == {'b', 'c', 'd'})
print(k <= {'b', 'c', 'd', 'e'}, k.isdisjoint('xyz'))
print(k == d.keys(), v == d.values(), i == d.items(), i == {('b', 2), ('c', 3), ('d', 4)})
print({}.keys() == set(), k > {'b'}, type(k & k).__name__, type(k).__name__, type(v).__name__)
print(type(i).__name__)
print(k.mapping == d, {x: y for x, y in i}, dict(i), [*v], tuple(k), max(k))
print(sorted(v, reverse=True), list(zip(k, v)) == list(i), k.isdisjoint({}), iter(k) is iter(k))
def t(f):
    try: print(f())
    except (TypeError, AttributeError, RuntimeError) as e: print(type(e).__name__, e)
def ch():
    for x in d.items(): d['new'] = 1
t(lambda: k[0]); t(lambda: v & v); t(lambda: k + k); t(lambda: k.append(1)); t(lambda: hash(k))
t(ch); t(lambda: k & 5); t(lambda: len(v)); t(lambda: k < v); t(lambda: i & [[]])
print({}.keys(), {}.values(), {}.items(), repr({1: {}}.values()), [] in d.values())
print(list(d.items())[-1])
