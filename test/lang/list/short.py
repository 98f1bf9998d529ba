# resume-every: 97
# Membership, equality and slices of lists and tuples around the lengths up to which the machine
# answers at a look: 15 items of containers, texts of 63 characters; and of what it must not.
class Odd:
    def __eq__(self, other):
        return other == 7

    def __hash__(self):
        return 7


class Index:
    def __index__(self):
        return 2


class Many(list):
    pass


for n in (0, 1, 14, 15, 16):
    ints = list(range(n))
    for kind in (list, tuple, Many):
        some = kind(ints)
        last = kind(ints[:-1] + [n + 5])
        print(n, kind.__name__, n - 1 in some, n not in some, 3 in some, True in some, 1.0 in some,
              2.5 not in some, None in some, "3" not in some, Odd() in some, some == kind(ints),
              some != kind(ints), some == last, some != last, some == ints, some != tuple(ints),
              some == kind([*ints, 1]), some < last)
    mixed = ints + [2.5, "word", (1, 2), None]
    print(2.5 in mixed, float("nan") in mixed, "wo" + "rd" in mixed, (1, 2) in mixed,
          mixed == list(mixed), mixed == ints + [5 / 2, "word", (1, 2), None],
          [Odd()] + ints == [7] + ints, [Odd()] + ints != [8] + ints, Odd() not in mixed)
for n in (63, 64, 960):
    text = "é" * n
    words = ["", "a", text[:-1] + "f", text]
    print(n, text[:] + "" in words, text[1:] + "é" in words, text[1:] not in words,
          ["é" * n, "x"] == [text, "x"], ["é" * n, "x"] != [text, "y"])
print(1 << 60 in [1 << 60], (1 << 60) + 1 in (1 << 60, 2), [1 << 60] == [1 << 60], [True] == [1],
      [0.0] == [-0.0], [[1], [2]] == [[1], [2]], ([],) != ([],), [print] == [print])

bounds = (None, -5, -1, 0, 3, 1 << 70)
steps = (None, -1, 3, False)
for length in (0, 4):
    row = list(range(length))
    for start in bounds:
        found = []
        for stop in bounds:
            for step in steps:
                try:
                    cut = row[start:stop:step]
                    assert cut == list(tuple(row)[start:stop:step]) and cut is not row
                    found.append(str(len(cut)))
                except ValueError as e:
                    found.append(str(e)[0])
            for by in ([], (8, 9), "abcde"):
                copy = row[:]
                copy[start:stop] = by
                assert copy == (row[:slice(start, stop).indices(length)[0]] + list(by) + row[max(
                    slice(start, stop).indices(length)[:2]):]), (row, start, stop, by, copy)
            copy = row[:]
            copy[start:stop] = copy
            found.append(str(len(copy)))
        print("".join(found))

whole = (1, 2, 3)
print(whole[:] is whole, whole[0:3] is whole, whole[::1] is whole, whole[1:], whole[5:])
for bad in ("1:2", 1.5, slice("a"), slice(None, None, 0), slice(0, 2, "x"), slice(Index(), 1 << 49, True)):
    for container in ([1, 2, 3], (1, 2, 3)):
        try:
            print(container[bad])
        except (TypeError, ValueError) as e:
            print(type(e).__name__, e)
        try:
            container[bad] = [1]
            print(container)
        except (TypeError, ValueError) as e:
            print(type(e).__name__, e)
try:
    [1, 2][0:1] = 5
except TypeError as e:
    print(e)
try:
    extended = [1, 2, 3]
    extended[::2] = [1]
except ValueError as e:
    print(e)

empty = ()
print(empty + whole is whole, whole + empty is whole, [] + [], [1] + [], (1,) + (2, 3),
      Many([1]) + [2], [1] + Many([2]), type(Many([1]) + Many([2])).__name__)
for a, b in (((1,), [2]), ([1], (2,)), ([1], None), ((), 5)):
    try:
        print(a + b)
    except TypeError as e:
        print(e)


class Adds(list):
    def __radd__(self, other):
        return "radd"


print([1] + Adds([2]), [1] + Adds())
grown = same = [1]
grown += [2]
grown += (3,)
print(same, [0] + grown)
big = list(range(9000))
big[10:20] = [list("abc") for _ in range(10)]
big[5:5] = big[12:14]
print(len(big), big[:24], sum(1 for x in big if isinstance(x, list)), big[::-1][:2],
      big[8995:] + big[:3], len(big + big), len(tuple(big)[1:]), len(big[::3]))
