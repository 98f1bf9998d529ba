# What loops and comprehensions go over, at its edges: ranges, lists that change, iterators that
# somebody else goes on with, iterables made in the program.
for i in range(-2, 2):
    print(i, end=' ')
for i in range(5, 2):
    print('never')
for i in range(0, 10, 3):
    print(i, end=' ')
for i in range(3, -3, -2):
    print(i, end=' ')
for i in range(True, 3):
    print(i, end=' ')
print()

LARGEST = 2 ** 49 - 1  # of those that are kept without an object
for first, last in [(LARGEST - 2, LARGEST), (LARGEST - 2, LARGEST + 2), (LARGEST, LARGEST + 2),
                    (-LARGEST - 1, -LARGEST + 1), (-LARGEST - 3, -LARGEST), (2 ** 70, 2 ** 70 + 2)]:
    print([i - first for i in range(first, last)], [i for i in range(last, first)])
for i in range(-LARGEST, LARGEST):
    print(i)
    break

grows = [1, 2, 3]
for x in grows:
    if len(grows) < 6:
        grows.append(x * 10)
    print(x, end=' ')
shrinks = [1, 2, 3, 4]
for x in shrinks:
    shrinks.pop()
    print(x, end=' ')
print(shrinks, [shrinks.append(x) or x for x in shrinks if len(shrinks) < 4])

it = iter([1, 2, 3, 4])
print([(x, next(it)) for x in it])
it = iter((1, 2, 3, 4))
for x in it:
    print(x, next(it), end=' ')
it = iter(range(4))
print(list((x, next(it)) for x in it), [x for x in it])

later = [1]
lazy = (x for x in later)
later.append(2)
print(list(lazy), list(lazy))
print([sorted(locals()) for x in [1]], [type(locals()['.0']).__name__ for x in (1,)])


class Pair:
    asked = 0

    def __iter__(self):
        Pair.asked += 1
        return iter([7, 8])


class Wrong:
    def __iter__(self):
        return 5


class Numbers(list):
    def __iter__(self):
        return iter([x * 2 for x in super().__iter__()])


for x in Pair():
    print(x, [(x, y) for y in Pair()], end=' ')
print(Pair.asked, [x for x in Numbers([1, 2])], [y for x in [1] for y in Numbers([3])])
for wrong in (5, None, Wrong()):
    for loop in (lambda: [x for x in wrong], lambda: list(x for x in wrong),
                 lambda: [y for x in [1] for y in wrong]):
        try:
            loop()
        except TypeError as error:
            print(error, end='; ')
    try:
        for x in wrong:
            pass
    except TypeError as error:
        print(error)


def nested(n):
    total = 0
    for i in range(n):
        for j in [i, i + 1]:
            for k in (j, j + 2):
                if k == 3:
                    continue
                if k > 6:
                    break
                total += k
            else:
                total += 100
    else:
        total += 1000
    return total, i, j, k


print(nested(5))


def numbers():
    for i in range(3):
        for j in [i]:
            got = yield i, j
            print('got', got)


g = numbers()
print(next(g), g.send('a'), g.send('b'), list(g))
