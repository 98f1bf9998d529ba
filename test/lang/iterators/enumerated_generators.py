# enumerate() of generators, in loops and by hand.
# resume-every: 1
def count(n):
    for i in range(n):
        yield i * i
    return 'unseen'


def failing(n):
    yield from range(n)
    raise KeyError(n)


def early():
    yield 1
    raise StopIteration('odd')


def closing():
    try:
        yield 'a'
        yield 'b'
    finally:
        print('closed')


for i, x in enumerate(count(4)):
    print(i, x)
for pair in enumerate(count(2), 5):
    print(pair)
for start in (-1, 2**49 - 2, 2**62, True):
    print(list(enumerate(count(3), start)))
print(list(enumerate(count(0))), dict(enumerate(count(3))), [i for i, _ in enumerate(count(3)) if i])
e = enumerate(count(6))
print(next(e))
for i, x in e:
    print(i, x)
    if i == 2:
        break
print(next(e), list(e), list(e), next(e, None))
for source in (failing(2), early()):
    try:
        for i, x in enumerate(source):
            print(i, x)
    except Exception as error:
        print(type(error).__name__, error, type(error.__cause__).__name__)
g = closing()
for i, x in enumerate(g):
    print(i, x)
    g.close()
print(list(enumerate(enumerate(count(2)))), list(zip(enumerate(count(2)), 'ab')))
print(list(map(lambda p: p[0] + p[1], enumerate(count(3)))))


def itself():
    for i, x in enumerate(own):
        yield i, x


own = itself()
try:
    next(own)
except ValueError as error:
    print(error)


def nested(n):
    for i, x in enumerate(nested(n - 1) if n else count(2)):
        yield i, x


print(list(nested(3)))
for i, (a, *b) in enumerate((x, x, x) for x in range(2)):
    print(i, a, b)
e = enumerate(count(3))
for i, x in e:
    for j, y in e:
        print(i, x, j, y)
