# map() in loops and in what consumes iterators: of functions, leaves, classes and what ends or fails.
# resume-every: 1
def double(x):
    return x * 2


def stop(x):
    if x == 3:
        raise StopIteration('enough')
    return x


def fail(x):
    return 10 // (2 - x)


def two(x, y=5):
    return x + y


def rest(*args):
    return args


def pause(x):
    yield x


class Number:
    def __init__(self, n):
        self.n = n

    def add(self, m):
        return self.n + m

    def __call__(self, m):
        return self.n * m

    def __repr__(self):
        return f'Number({self.n})'


class Text(str):
    def upper(self):
        return 'TEXT'


class Failing(Exception):
    pass


def shown(iterable):
    got = []
    try:
        for item in iterable:
            got.append(item)
    except Exception as e:
        got.append((type(e).__name__, str(e)))
    return got


seven = Number(7)
for function in (double, stop, fail, two, rest, seven.add, seven, Number, str, int, float, bool, list,
                 range, Failing, ValueError, abs, chr, repr, len, lambda x: x, 5, None, type, pause):
    if function is pause:
        print([next(g) for g in map(pause, range(3))])
    else:
        print(shown(map(function, range(4))))
print(shown(map(str.upper, ['a', 'b', Text('c')])), shown(map(str.upper, ['a', 5])))
print(shown(map(int, ['1', 'x', '3'])), shown(map(dict, [[(1, 2)], {3: 4}])))
print(list(map(double, map(double, [1, 2]))), list(map(double, zip([1], [2]))), sum(map(double, {1, 2})))
print(shown(map(double, pause(4))), shown(map(two, [1, 2], (3, 4, 5))), tuple(map(double, enumerate('ab'))))
items = [1, 2]


def grow(x):
    if len(items) < 6:
        items.append(x + 10)
    return x


print(list(map(grow, items)), items)
m = map(double, [1, 2, 3])
print(next(m), list(m), list(m), next(m, 'end'))
m = map(fail, [1, 2, 0])
for attempt in range(3):
    try:
        for x in m:
            print(x)
    except ZeroDivisionError as e:
        print(e)
m = map(double, [1, 2, 3])
for x in m:
    for y in m:
        print(x, y)


def deep(n):
    return n if n == 0 else max(map(deep, [n - 1])) + 1


print(deep(30))


def mixed():
    m = map(double, [1, 2, 3, 4, 5])
    print(next(m, 'e'), next(m, 'e'), list(m))
    m = map(double, [1, 2, 3, 4, 5])
    for x in m:
        print(x, next(m, 'e'))
    m = map(double, [1, 2, 3, 4, 5, 6])
    print(list(iter(lambda: next(m, None), None)))
    m = map(double, iter([1, 2, 3, 4, 5, 6]))
    print(list(map(next, [m, m])), list(m))
    m = map(double, iter([1, 2, 3, 4, 5, 6]))
    some = [9]
    some.extend(map(next, [m] * 2))
    some += map(next, [m] * 2)
    print(some, list(m))
    m = map(double, iter([1, 2, 3, 4, 5, 6]))
    print(next(map(next, [m, m]), 0), list(m))
    m = map(double, iter([1, 2, 3, 4, 5, 6]))
    print(list(map(map.__next__, [m, m])), list(filter(None, map(next, [m, m]))), list(m))
    m = map(double, [1, 2, 3, 4])
    print(sorted(map(next, [m, m])), max(m, default=0), list(zip(map(double, [1, 2]), map(double, [3]))))


mixed()
mixed()
