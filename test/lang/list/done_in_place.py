# resume-every: 11
# What the machine does in place for plain lists: len, append, +=, list(), loops over enumerate and
# zip; and the same names and values when they are something else.
class Sub(list):
    def append(self, v):
        super().append(("sub", v))

    def __len__(self):
        return 42


class Plain(list):
    pass


def lengths(*things):
    return [len(x) for x in things]


print(lengths([], [1], (), (1, 2), "", "é€", {}, {1: 2}, set(), {1, 2}, frozenset((1,)), b"ab",
              bytearray(3), range(5), Sub(), Plain([1]), {}.keys()))
for bad in (1, None, print, iter([])):
    try:
        len(bad)
    except TypeError as e:
        print(e)
try:
    print(len([], []))
except TypeError as e:
    print(e)

grown = []
for i in range(40):
    kept = grown.append(i)
print(grown, kept)
sub, plain = Sub(), Plain()
for some in (sub, plain):
    some.append(1)
    list.append(some, 2)
    print(list.__getitem__(some, slice(None)), len(some), list.__len__(some))
add = grown.append
add("bound")
print(grown[-2:], [].append(1))
try:
    grown.append()
except TypeError as e:
    print(e)


def shadowed():
    len = lambda v: "mine"
    return len([1])


print(shadowed())

alias = row = [1]
row += []
row += ()
row += (2, 3)
row += [4]
row += row
row += "ab"
row += {"k": 0}
row += Plain([7])
row += (x for x in (8,))
print(alias is row, row)
try:
    row += 5
except TypeError as e:
    print(e)
print(row[-1], list(row) is row, list((1, 2)), list([]), list(Sub([1, 2])), list(()))
pair = (1,)
pair += (2,)
print(pair)
first = []
first += [1, 2, 3, 4, 5]
second = []
second.append(1)
third = [None][:0]
third.insert(0, "x")
print(first, second, third)

for i, v in enumerate(["a", "b"], 5):
    print(i, v, end=" ")
for i, v in enumerate([]):
    print("never")
for i, (a, b) in enumerate(zip("ab", "cd")):
    print(i, a, b, end=" ")
for i, v in enumerate(enumerate((9, 8)), (1 << 49) - 2):
    print(i, v, end=" ")
print()
changing = [1, 2]
for i, v in enumerate(changing):
    if v < 6:
        changing.append(v + 2)
print(changing, i)
numbers = enumerate("xyz")
for i, v in numbers:
    break
print(next(numbers), list(numbers), list(numbers))
for a, b in zip(b"abc", [1, 2]):
    print(a, b, end=" ")
for a, b, c in zip(bytearray(b"abc"), range(9), (7, 8)):
    print(a, b, c, end=" ")
for a, b in zip(b"ab", "cé"):
    print(a, b, end=" ")
print(list(zip(b"abc", b"xy")), bytes(a ^ b for a, b in zip(b"abc", b"xyz")))
try:
    for a, b in zip(b"ab", [1], strict=True):
        print(a, b)
except ValueError as e:
    print(e)
data = bytearray(b"abcd")
for a, b in zip(data, b"0123"):
    data.pop()
    print(a, b, end=" ")
print(data)


def makers(n):
    def plain():
        return n

    def default(a, b=n, *, c=n + 1):
        return a + b + c

    return plain, default, lambda: (n, [n + i for i in range(2)], {n: n for _ in "a"})


for f in makers(3):
    print(f.__name__, f(1) if f.__name__ == "default" else f())
big = 1 << 70
print(max(1, 2), min(1, 2), max(2, 1), min(2, 1), max(3, 3), max(-1, -(1 << 49)), min(1, 1.0),
      max(1, 1.0), max(True, 1), max(big, 1), min(big, 1), max(1, 2, key=lambda v: -v), min(5, 4, 3))
try:
    max(1, "a")
except TypeError as e:
    print(e)


class Same:
    def __hash__(self):
        return 1

    def __eq__(self, other):
        return isinstance(other, Same)


print(len({Same() for _ in range(3)}), len({v % 3 for v in range(9)}), {"a" * n for n in (1, 1)})
try:
    {[v] for v in range(2)}
except TypeError as e:
    print(e)


def unbound():
    def reads():
        return later

    try:
        reads()
    except NameError as e:
        print(e)
    later = 1
    print(reads(), [later + v for v in (1, 2)])
    del later
    try:
        reads()
    except NameError as e:
        print(e)


unbound()
