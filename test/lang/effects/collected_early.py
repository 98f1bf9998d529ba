# perdure-only
# resume-every: 49999
# options: --heap-max=4900K
# Beside a long list of numbers garbage is collected early, at polls for fuel (pd_heap_is_due). Each
# churn makes enough for that: whatever is under way around it, what lives is as it was. So near the
# limit collections that are counted cost fuel, which shows in all modes that there are as many.
from perdure import Promise, ctl, effect, handle, handler, spawn, yield_now

COUNT = 200_000
numbers = list(range(COUNT))
text = "text " * COUNT


def churn():
    """Garbage of 1.4 MiB."""
    for i in range(5000):
        [i] * 34


def fresh(i):
    """What no other place holds: strings, a wide int, floats."""
    return [str(i) + "!", 1 << 60 + i, (i / 3, {i: i + 0.5})]


def count(*things):
    """How many there are, if each is as it was made."""
    return len(things) if all(thing == fresh(i) for i, thing in enumerate(things)) else "changed"


# -- functions: locals, arguments on their way, what is half made --

def nested(depth):
    mine = fresh(depth)
    if depth == 0:
        churn()
        return [mine]
    found = nested(depth - 1)
    churn()
    return found + [mine]


def given(a, *rest, b, **names):
    churn()
    return a, *rest, b, *names.values()


print(count(*nested(3)))
# expect: 4
got = given(fresh(0), churn() or fresh(1), b=fresh(2), c=churn() or fresh(3))
print(count(*got), [churn() or fresh(i) for i in range(2)] == [fresh(0), fresh(1)])
# expect: 4 True


class Point:
    def __init__(self, x):
        self.x = x
        churn()
        self.y = fresh(1)

    def __lt__(self, other):
        churn()
        return self.x < other.x

    def moved(self):
        churn()
        return Point(fresh(2))


for i in range(2):
    point = Point(fresh(0))
    print(count(point.x, point.y, point.moved().x))
# expect: 3
# expect: 3
print([p.x[0] for p in sorted([Point(fresh(2)), Point(fresh(0)), Point(fresh(1))])])
# expect: ['0!', '1!', '2!']
print(sorted([2, 0, 1], key=lambda i: churn() or fresh(i)))
# expect: [0, 1, 2]
table = {i: fresh(i) for i in range(3)}
for i in table:
    churn()
    table[i] = [table[i], fresh(i)]
print(all(pair == [fresh(i), fresh(i)] for i, pair in table.items()))
# expect: True


# -- generators --

closed = []


def items(end):
    mine = fresh(0)
    try:
        for i in range(1, end):
            churn()
            got = yield [mine, fresh(i)]
            churn()
            yield got
    finally:
        churn()
        closed.append(mine)


def delegates(end):
    mine = fresh(2)
    yield from items(end)
    yield [fresh(0), fresh(1), mine]


for a, b in zip(delegates(2), items(2)):
    print(count(*a) if a else a, count(*b) if b else b)
# expect: 2 2
# expect: None None
for one in items(5), delegates(5):
    next(one)
    print(count(one.send(fresh(0))))
    one.close()
# expect: 1
# expect: 1
print(len(closed), all(mine == fresh(0) for mine in closed))
# expect: 4 True


# -- exceptions --

def failing(i):
    try:
        churn()
        raise KeyError(fresh(i))
    finally:
        churn()


def caught():
    try:
        failing(0)
    except KeyError as error:
        churn()
        return error.args[0]
    finally:
        churn()


print(count(caught()))
# expect: 1


# -- effects: clauses, continuations that wait, are forwarded, closed --

@effect
def ask(thing): ...


@handler
class Calls:
    def ask(self, thing):
        mine = fresh(1)
        churn()
        return thing, mine


@handler
class Sends:
    @ctl
    def ask(self, k, thing):
        churn()
        return k.send((thing, fresh(1)))


@handler
class Adds:
    def __init__(self):
        self.kept = fresh(2)

    @ctl
    def ask(self, k, thing):
        churn()
        answer = k.send((thing, fresh(1)))
        churn()
        return *answer, self.kept


@handler
class Forwards:
    @ctl
    def ask(self, k, thing):
        mine = fresh(0)
        churn()
        return k.forward(ask.op([mine, thing]))


@handler
class Leaves:
    @ctl
    def ask(self, k, thing):
        churn()
        return thing


def asks(i):
    mine = fresh(i)
    try:
        churn()
        answer = ask(fresh(0))
        churn()
        return answer
    finally:
        churn()
        closed.append(mine)


del closed[:]
for way in Calls, Sends, Adds:
    print(way.__name__, count(*handle(way(), asks, len(closed))))
# expect: Calls 2
# expect: Sends 2
# expect: Adds 3
(mine, thing), one = handle(Calls(), handle, Forwards(), asks, 3)
print(count(mine, one), count(thing), count(handle(Leaves(), asks, 4)))
# expect: 2 1 1
print(count(*closed))
# expect: 5


def worker(i):
    mine = fresh(i)
    churn()
    return mine, ask(i)


@handler
class Holds:
    def __init__(self):
        self.held = []

    @ctl
    def ask(self, k, i):
        self.held.append(k.detach())
        churn()
        if len(self.held) < 3:
            return handle(self, worker, len(self.held))
        return [(churn(), one.send(fresh(i))) for i, one in enumerate(self.held)]


for i, (_, (mine, answer)) in enumerate(handle(Holds(), worker, 0)):
    print(mine == answer == fresh(i))
# expect: True
# expect: True
# expect: True


# -- tasks --

gate = Promise()


def waits(i):
    mine = fresh(i)
    churn()
    yield_now()
    churn()
    return mine, gate.wait()


tasks = [spawn(waits, i) for i in range(3)]
yield_now()
churn()
gate.resolve(fresh(0))
print([mine == fresh(i) and count(answer) for i, (mine, answer) in
       enumerate(task.wait() for task in tasks)])
# expect: [1, 1, 1]

# -- the list itself, also when it holds what must be looked at --

print(numbers == list(range(COUNT)), text == "text " * COUNT)
# expect: True True
numbers[7], numbers[-7] = fresh(0), fresh(1)
for i in range(8):
    churn()
print(count(numbers[7], numbers[-7]), sum(numbers[8:-7]))
# expect: 2 19998500000
numbers[7], numbers[-7] = 7, COUNT - 7
churn()
print(numbers == list(range(COUNT)))
# expect: True
