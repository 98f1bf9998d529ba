# perdure-only
# resume-every: 7
# Keys of one hash that come and go are met in the order in which they came, also after the table
# was written and read: the work of lookups, and the calls of __eq__, are the same.
calls = []


class Key:
    def __init__(self, name):
        self.name = name

    def __hash__(self):
        return 5

    def __eq__(self, other):
        calls.append((self.name, other.name))
        return self.name == other.name

    def __repr__(self):
        return self.name


a, b, c, d = (Key(name) for name in 'abcd')
table = {a: 1, b: 2, c: 3}
del table[a]
table[d] = 4
calls.clear()
print(table[Key('d')], len(calls), table)
# expect: 4 3 {b: 2, c: 3, d: 4}
del table[b], table[c]
for i in range(40):
    table[b] = i
    del table[b]
calls.clear()
print(table[d], Key('e') in table, len(calls), table)
# expect: 4 False 1 {d: 4}
numbers = [1 << 61, (1 << 61) * 2 - 1, 1 + (1 << 61) * 3]
same = {n % 3: n for n in numbers}
for i in range(2000):
    same['k'] = i
    del same['k']
print(same)
# expect: {2: 2305843009213693952, 0: 4611686018427387903, 1: 6917529027641081857}
