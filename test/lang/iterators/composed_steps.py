# Iterators of iterators: each step moves all of them or none, whatever is inside.
text = "aé€\U0001f600b"
wide = "\u4e00\u4e8c\u4e09"
pairs = {"x": 1, "y": 2.5, "z": None}
numbers = [10, 20, 30, 40]

print(list(zip(numbers, "abc", range(5, 50, 7), (True, None, 2))))
print(list(zip(text, wide, pairs, pairs.values(), pairs.items())))
print(list(zip(bytes(numbers), bytearray(b"xyz"), {7: 8, 9: 10}, {3})))
print(list(zip(reversed(numbers), reversed(pairs), reversed("tuple"), reversed((1, 2, 3)))))
print(list(zip(enumerate(numbers), zip(text, wide), enumerate(zip(pairs, range(2**70, 2**80, 2**69))))))
print(list(zip(map(str, numbers), filter(None, [0, 1, 2]), (n * n for n in numbers))))
print(list(enumerate(pairs.items(), 2**49 - 2)), list(enumerate("ab", 2**64)))
print(list(enumerate(enumerate(text, -1), True)))

one = iter(range(7))
print(list(zip(one, one)), list(one))
one = iter(numbers)
print(list(zip(one, one, one)), list(one))
one = iter(pairs.values())
print(list(zip(one, one)), list(one))

left, right = iter([1, 2, 3]), iter([1])
print(list(zip(left, right)), list(left), list(right))
left, right = iter([1, 2, 3]), iter([1])
print(list(zip(right, left)), list(left), list(right))
for sources in ([1, 2], [1]), ([1], [1, 2]), ([1, 2], (3, 4), range(1)), ([], {1: 2}):
    try:
        print(list(zip(*sources, strict=True)))
    except ValueError as error:
        print(error)

table = dict.fromkeys(range(4))
steps = zip(numbers, table)
print(next(steps))
table[9] = 9
for i in range(2):
    try:
        next(steps)
    except RuntimeError as error:
        print(error)
del table[9]
table[8] = table.pop(3)
keys = iter(table)
print(list(zip(range(4), keys)))
table.pop(8)
table[7] = 7
try:
    print(next(keys))
except (RuntimeError, StopIteration) as error:
    print(type(error).__name__, error)

group = {1, 2, 3}
members = enumerate(group)
next(members)
group.add(4)
try:
    next(members)
except RuntimeError as error:
    print(error)

growing = [0]
for at, item in enumerate(growing):
    if at < 5:
        growing.append(item + at)
print(growing)
for item, at in zip(growing, range(9)):
    growing.pop()
print(growing)

for start, stop, step in (
    (0, 5, 1), (5, 0, -1), (0, 5, -1), (5, 0, 1), (0, 7, 3), (7, 0, -3), (0, 6, 3), (-3, 4, 7),
    (-2**49, 2**49 - 1, 1), (2**49 - 1, -2**49, -1), (-2**49, 2**49 - 1, 2**49 - 1),
    (2**49, 2**49 + 3, 1), (0, 2**70, 2**69), (True, 4, True),
):
    r = range(start, stop, step)
    print(r, len(range(start, stop, step)), r[-1:] if r else "empty", list(r[:3]))
