# Generators that take turns: nested deeper than the machine remembers, resumed from several places,
# thrown into, closed and left in between, their callers and themselves moving on meanwhile.


def deep(n):
    if n == 0:
        yield 'bottom'
        yield 'again'
        return
    for x in deep(n - 1):
        yield (n, x) if n % 7 == 0 else x


print([x for x in deep(40)])


def count(n):
    for i in range(n):
        got = yield i
        if got is not None:
            yield 'got %r' % (got,)


# One generator, resumed by a loop, by next(), by send(), from functions and from other generators.
def pull(g):
    return next(g)


def relay(g, n):
    for _ in range(n):
        yield pull(g)


g = count(30)
print(next(g), pull(g), [x for x in relay(g, 3)], g.send('a'), next(g))
for x in g:
    print(x, next(g), pull(g), end=' ')
    if x > 15:
        break
print(list(relay(g, 2)), sum(g))

# Two of them in turn, each inside the other's loop.
a, b = count(6), count(6)
pairs = []
for x in a:
    for y in b:
        pairs.append((x, y, next(a, None)))
        if y % 2:
            break
print(pairs)


# Left by exceptions, thrown into, closed, between turns.
def stubborn():
    n = 0
    while True:
        try:
            n += 1
            yield n
        except ValueError as e:
            yield 'caught %s' % e
        finally:
            if n > 6:
                print('last', n)


s = stubborn()
log = []
for x in s:
    log.append(x)
    if x == 2:
        log.append(s.throw(ValueError('v')))
    if x == 4:
        try:
            s.throw(KeyError('k'))
        except KeyError as e:
            log.append(repr(e))
print(log)


def raises(n):
    for i in range(n):
        yield i
    raise RuntimeError('end of %d' % n)


def through(n):
    for x in raises(n):
        yield x * 10


for n in range(3):
    try:
        for x in through(n):
            print(x, end=' ')
    except RuntimeError as e:
        print(repr(e))


# The stacks of a generator and of its caller grow during turns.
def climb(n):
    return 1 + climb(n - 1) if n else 0


def climbing(n):
    for i in range(n):
        yield climb(i * 40)


print([climb(60) + x for x in climbing(6)])


# Garbage is made during turns, so that everything moves.
def littering(n):
    for i in range(n):
        junk = [[i] * 50 for _ in range(200)]
        yield len(junk) + i


print(sum(x + len([[x] * 50 for _ in range(200)]) for x in littering(60)))


# A caller that changes between turns: the same generator inside one function, then another.
def first(g):
    for x in g:
        if x == 3:
            return x


def second(g, more, still):
    total = more + still
    for x in g:
        total += x
        if x == 6:
            return total


g = count(10)
print(first(g), second(g, 100, 1000), first(g), next(g, 'over'))


def delegating():
    got = yield from count(3)
    print('count gave', got)
    for _ in range(2):
        yield from relay(count(5), 2)


print(list(delegating()))


# Begun and ended within turns: nested deeper than is remembered, with values, in every way.
def permutations(items):
    if len(items) <= 1:
        yield tuple(items)
        return
    for i, item in enumerate(items):
        for rest in permutations(items[:i] + items[i + 1:]):
            yield (item,) + rest


print(len(list(permutations(list(range(6))))), list(permutations('abc')))


def returns(n):
    if n == 0:
        return 'bottom'
        yield
    inside = yield from returns(n - 1)
    if n % 3 == 0:
        yield n
    return (n, inside) if n % 5 == 0 else inside


def outer(n):
    value = yield from returns(n)
    yield ('returned', value)
    return value


g = outer(40)
print(list(g), list(g))
try:
    next(returns(3).__class__ and returns(2))
except StopIteration as e:
    print('ended', e.value)


def empty():
    return
    yield


def starts():
    for _ in empty():
        print('never')
    for _ in empty():
        print('never')
    x = next(empty(), 'none')
    y = [z for _ in range(3) for z in empty()]
    yield x
    yield y
    yield sum(1 for _ in empty())


print(list(starts()))


def raising(when):
    if when == 0:
        raise KeyError('at the start')
    yield 1
    if when == 1:
        raise KeyError('later')


def catching():
    for when in range(3):
        try:
            for x in raising(when):
                yield (when, x)
        except KeyError as e:
            yield (when, e.args)


print(list(catching()), [x for x in catching()])
fresh = count(3)
try:
    fresh.send('no')
except TypeError as e:
    print(e)
print(list(fresh))


def itself():
    try:
        yield next(me)
    except ValueError as e:
        yield str(e)


me = itself()
print(list(me))
