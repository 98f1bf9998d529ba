# Equality of flat and of nested containers, with keys and items that are equal and not the same.
class Same:
    def __eq__(self, other): return True
    def __hash__(self): return 1


class Name(str):
    pass


nan = float('nan')
text = 'key'
made = ''.join(['k', 'e', 'y'])
pairs = [
    ([1, 2, 'abc'], [1, 2, 'ab' + text[:0] + 'c']), ([1, 2], [1, 3]), ([], []), ([1], [1, 2]),
    ([1, [2, 'x']], [1, [2, 'x']]), ([1.0, True], [1, 1]), ([nan], [nan]),
    ((1, text), (1, made)), ((1, text, ()), (1, made, ())), ((1, (2, 3)), (1, (2, 4))),
    ([Same(), 1], [None, 1]), ([1, Same()], [2, Same()]), (('a', Name('b')), ('a', 'b')),
    ({1: 2, text: 'v'}, {made: 'v', 1: 2}), ({1: 2}, {1: 3}), ({1: 2}, {2: 2}),
    ({1: 1.0}, {True: 1}),
    ({1: [1]}, {1: [1]}), ({1: [1]}, {1: [2]}), ({text: nan}, {made: nan}), ({}, {}),
    ({1, text}, {made, 1}), ({1, 2}, {1, 3}), ({1, 2}, frozenset((2, 1))), ({(1, 2)}, {(1, 2)}),
    ({Same(): 1}, {Same(): 1}), ({frozenset({1})}, {frozenset({1.0})}), ({1: Same()}, {1: 5}),
    ([1, 'a'], (1, 'a')), ({1}, {1: 1}), (['\u1234' * 3], ['\u1234\u1234' + '\u1234']),
]
for a, b in pairs:
    print(a == b, b == a, a != b, a == a)

# Tuples as keys, from ints and strs and what is equal to them.
d = {(1, text): 'flat', (1, (2, 3)): 'nested', (1.5, None): 'other', (): 'empty',
     (2, Name('n')): 's'}
print(d[1, made], d[True, made], d[1.0, text], d[1, (2, 3.0)], d[1.5, None], d[()], d[2, 'n'])
print((1, 'kex') in d, (1,) in d, (2, text) in d, ((1, 2), 3) in d, (1, (2, 4)) in d)
print(hash((1, text)) == hash((1.0, made)), hash((1, (2,))) == hash((1, (2.0,))))
print(len({(-1,), (-2,)}))
for bad in ((1, []), (1, (2, [])), ((), {})):
    try:
        d[bad]
    except TypeError as e:
        print(e)

# After deletions, the places of deleted keys are passed over.
a, b = {i: str(i) for i in range(40)}, {i: str(i) for i in range(39, -1, -1)}
for i in range(0, 40, 3):
    del a[i], b[i]
print(a == b, set(a) == set(b), a.keys() == b.keys())
b[1] = 'other'
print(a == b, set(a) <= set(b), set(a).isdisjoint(range(0, 40, 3)))
