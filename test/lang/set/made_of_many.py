# Sets and dicts made of so many items at once: of each size, with some the same, with keys that the
# program hashes and with one that has no hash, wherever it is.
class Key:
    def __init__(self, n):
        self.n = n

    def __hash__(self):
        return self.n % 5

    def __eq__(self, other):
        return isinstance(other, Key) and self.n == other.n

    def __repr__(self):
        return f'K{self.n}'


SIZES = [0, 1, 2, 6, 15, 16, 17, 64, 65, 90]
for n in SIZES:
    for keys in (list(range(n)), [i % 7 for i in range(n)], [str(i) for i in range(n)],
                 [1.5 * i for i in range(n)], [(i % 3, i) for i in range(n)],
                 [Key(i % 20) if i % 4 == 0 else i for i in range(n)]):
        made = set(keys)
        frozen = frozenset(tuple(keys))
        found = dict.fromkeys(keys, n)
        print(n, len(made), made == frozen, len(found), list(found)[-3:], made == set(found),
              all(key in made and key in frozen for key in keys), -1 in made, None in frozen)
        made.add('new')
        made.discard(0)
        print(len(made), len(made | frozen), len(made - frozen), len(frozen - made))

for n in (1, 15, 16, 65):
    for at in (0, n // 2, n - 1):
        keys = list(range(n))
        keys[at] = [n]
        for make in (set, frozenset, dict.fromkeys):
            try:
                make(keys)
            except TypeError as error:
                print(n, at, error)

a, b = Key(1), Key(1)
print({a, b, 2, 2, 'x'} == {2, 'x', a}, len({a, 1, 1.0, True}), {1, *[2, 3]}, len({*'aab', *range(20)}))
