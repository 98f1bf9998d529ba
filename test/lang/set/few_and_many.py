# Few and many keys in set algebra, with keys that take more than a look.


class Odd:
    """Keys that are equal by the program's word, all of one hash."""
    asked = []

    def __init__(self, n):
        self.n = n

    def __hash__(self):
        Odd.asked.append(('hash', self.n))
        return 7

    def __eq__(self, other):
        Odd.asked.append(('eq', self.n, getattr(other, 'n', other)))
        return isinstance(other, Odd) and self.n == other.n

    def __repr__(self):
        return 'Odd(%d)' % self.n


def show(s):
    return sorted(map(repr, s))


def algebra(a, b):
    print(show(a & b), show(a | b), show(a - b), show(a ^ b))
    print(a <= b, a < b, a >= b, a > b, a == b, a.isdisjoint(b), a.issubset(b), a.issuperset(b))
    for name in ('update', 'difference_update', 'intersection_update',
                 'symmetric_difference_update'):
        c = set(a)
        getattr(c, name)(b)
        print(name, show(c), len(c))


print('few, many, around a block, and around one byte a slot')
for n, m in ((0, 0), (0, 3), (3, 0), (1, 1), (5, 8), (15, 16), (16, 17), (17, 40), (3, 300)):
    a, b = set(range(n)), set(range(m // 2, m))
    algebra(a, b)
    algebra(b, frozenset(a))

print('int, float, bool and big keys that are equal')
first, second = {1, 0, 2.0, 1 << 70}, {True, False, 2, float(1 << 70), 3}
algebra(first, second)
algebra(second, first)
print([type(x).__name__ for x in sorted(first & second)], [repr(x) for x in {1, True, 1.0}])

print('keys of one hash')
far = [i * (2 ** 61 - 1) for i in range(1, 9)]
algebra(set(far[:5]), set(far[3:]))
algebra({-1, -2, 'a'}, {-2, 'a', 'é', '語', '😀'})
algebra(set('aé語😀'), set('é😀b') | {''})

print('deleted entries, whose slots stay')
a = set(range(12))
for i in range(0, 12, 2):
    a.remove(i)
b = set(range(20))
for i in range(20):
    if i % 3:
        b.discard(i)
algebra(a, b)
a.add(4)
a.update([0, 2, 4, 4, 99])
algebra(a, b)
while a:
    a.pop()
a.update((3, 3, 3))
algebra(a, b)
c = {5}
for i in range(40):
    c.add(i)
    c.discard(i - 1)
print(show(c), c == {39}, c <= b, {39} == c)

print('keys of the program')
x, y = {Odd(1), Odd(2), 7}, {Odd(2), 7, Odd(3)}
algebra(x, y)
print(len(Odd.asked) > 0, Odd(1) in x, Odd(9) in x, x == {Odd(2), Odd(1), 7.0})
d = dict.fromkeys([Odd(1), 7, Odd(1), 'k', (1, Odd(2))], 0)
print(list(d), show(d.keys() & {7, 'k'}), {'k', 7} <= d.keys())

print('nested and hashed')
g = {frozenset((i % 3, i % 5)) for i in range(30)}
print(len(g), frozenset((1, 4)) in g, frozenset() in g, {1, 4} in g,
      hash(frozenset((1, 2, 3))) == hash(frozenset((3, 2, 1, 1))))
print(len({frozenset(), frozenset(()), frozenset([0]), frozenset([False]), (), (1, 2), (1.0, 2)}))
for bad in ([1], {1}, {}):
    try:
        {1, 2} | {3, *[bad]}
    except TypeError as e:
        print(e)
    try:
        s = {1}
        s.update([2, bad, 4])
    except TypeError as e:
        print(e)
    for op in ('__lt__', '__le__', '__gt__', '__ge__'):
        print(getattr({1}, op)(bad), end=' ')
    print()
try:
    print({1} < [1])
except TypeError as e:
    print(e)

print('changed while they are gone through')
s = {1, 2, 3}
try:
    for v in s:
        s.add(v + 10)
except RuntimeError as e:
    print(e)
try:
    for v in s:
        s.discard(v)
except RuntimeError as e:
    print(e)
print(len(s))
