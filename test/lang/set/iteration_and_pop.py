# Sets with one element, pop loops, comprehension, update while copying, frozenset nesting.
s = {7}
print(s.pop(), s, len(s))
s = set(range(10))
t = 0
while s: t += s.pop()
print(t, s)
s = {1, 2, 3}
for x in s.copy(): s.add(x + 10); s.discard(x)
print(sorted(s), {x for x in s if x > 12}, sorted(x * y for x in {1, 2} for y in {3, 5}))
n = frozenset([frozenset([1]), frozenset(), frozenset([1])])
print(len(n), frozenset() in n, {1} in n, sorted(map(len, n)))
print(frozenset([2]) < frozenset([1, 2]), set() < {1})
a = {1, 'a', (1, 2), None, 2.5, b'x', frozenset()}
print(len(a), None in a, (1, 2) in a, [1] in [list(range(1, 2))], set(a) == a, a - {None} == a)
print(bool(a & {None}))
b = set('abc'); b.update('cd', ['e']); b -= set('a'); print(sorted(b),
                                                            ''.join(sorted(b ^ set('xyz'))))
class S(set):
    def add(self, x): print('add', x, end=' '); super().add(x)
c = S([1]); c.add(2); c |= {3}; print(sorted(c), type(c | {1}).__name__, type(c.copy()).__name__,
                                      isinstance(c, set))
print(set('hello') == set('olleh'), {0} == {False}, sorted({3: 'x', 1: 'y'}), set({1: 2}))
print({*(), *[1]}, set(x for x in (1, 1)))
