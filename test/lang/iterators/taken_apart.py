# Loops whose items are taken apart at once: over zip, enumerate and dict.items(), with the targets
# as they were when the loop ends or fails.
def show(*values):
    print(*values)


a = b = c = 'before'
for a, b in zip([1, 2, 3], 'xy'):
    show(a, b)
show('after', a, b)
for a, b in zip([], [1]):
    pass
show('after nothing', a, b)
longer = iter(range(10))
for a, b in zip(longer, range(3)):
    pass
show('one more was taken', next(longer), a, b)
for a, b, c in zip((1, 2), range(5, 7), [None, True]):
    show(a, b, c)
for a, b, c, d, e in zip('abc', 'def', 'ghi', 'jkl', 'mno'):
    show(a, b, c, d, e)
same = iter([1, 2, 3, 4, 5])
for a, b in zip(same, same):
    show('of one iterator', a, b)
show(list(same))
grows, shrinks = [1, 2], [1, 2, 3, 4]
for a, b in zip(grows, shrinks):
    show(a, b)
    if len(grows) < 4:
        grows.append(a + 10)
        shrinks.pop()
left, right = iter([1, 2, 3]), iter([4, 5])
for a, b in zip(left, right):
    pass
show(a, b, list(left), list(right))
left, right = iter([1, 2]), iter([4, 5, 6])
for a, b in zip(left, right):
    pass
show(a, b, list(left), list(right))
counted = [5, 6]
for i, x in enumerate(counted, -1):
    show(i, x)
    if len(counted) < 4:
        counted.append(x + 1)
rest = iter('abcd')
for i, x in enumerate(rest):
    show(i, x, next(rest))
for i, x in enumerate([None] * 3, 2 ** 49 - 2):
    show(i, x)
for i, x in enumerate('häß'):
    show(i, x)
for i, (x, y) in enumerate(zip('ab', [(1,), (2,)]), 5):
    show(i, x, y)
for i, x in enumerate(range(3), 2 ** 49 - 2):
    show(i, x)
for i, x in enumerate((n * n for n in range(3))):
    show(i, x)
for k, v in {'a': 1, 2: 'b', (3,): None}.items():
    show(k, v)
for (a, b), c in {(1, 2): 3, (4, 5): 6}.items():
    show(a, b, c)
for a, in zip([1, 2]):
    show(a)


class Box:
    pass


box, items = Box(), [0, 0]
for box.x, items[box.x] in zip([0, 1], 'pq'):
    show(box.x, items)
for i, i in enumerate('xy'):
    show(i)
for *a, b in zip('ab', 'cd', 'ef'):
    show(a, b)


def locals_of(n):
    for i, x in enumerate(range(n)):
        last = i
    return [v for v in (i, x, last)]


show(locals_of(4))
try:
    locals_of(0)
except UnboundLocalError as e:
    show(e)


def cells(n):
    found = []
    for i, x in zip(range(n), 'abc'):
        found.append(lambda: (i, x))
    return [f() for f in found]


show(cells(3))


# What does not fit.
def failing(iterable, n):
    a = b = 'kept'
    try:
        if n == 2:
            for a, b in iterable:
                pass
        else:
            for a, b, c in iterable:
                pass
    except Exception as e:
        show(type(e).__name__, e, a, b)
    else:
        show('ended', a, b)


failing(zip('ab', 'cd', 'ef'), 2)
failing(zip('ab', 'cd'), 3)
failing(enumerate('ab'), 3)
failing({'a': 1}.items(), 3)
failing(zip('abc', 'de', strict=True), 2)
failing(zip('ab', 'cde', strict=True), 2)
failing(zip(), 2)


def growing(d, how):
    for k, v in d.items():
        how(d, k)
        if len(d) > 9:
            break


for how in (lambda d, k: d.update({k * 10: 0}), lambda d, k: d.pop(k), lambda d, k: d.clear(),
            lambda d, k: (d.pop(k), d.update({k + 100: 1}))):
    d = {1: 1, 2: 2}
    try:
        growing(d, how)
        show('went well', d)
    except RuntimeError as e:
        show(e, d)


class Odd:
    def __init__(self, n):
        self.n = n

    def __iter__(self):
        return self

    def __next__(self):
        if not self.n:
            raise StopIteration
        self.n -= 1
        return self.n


for a, b in zip(Odd(3), [1, 2, 3, 4]):
    show(a, b)
for i, x in enumerate(Odd(2)):
    show(i, x)
it = enumerate('abcd')
for i, x in it:
    show(i, x, next(it))
z = zip('abcd', range(4))
for x, i in z:
    show(x, i, next(z), list(z))
show([x + y for x, y in zip('ab', 'cd')], {k: v for k, v in enumerate('ab')},
     {(k, v) for k, v in {1: 2}.items()}, sum(x * y for x, y in zip([1, 2, 3], [4, 5, 6])))
