# Generators that resume each other in random order: each is resumed at many depths, from calls,
# loops, yield from and send(), and always goes on where it is.
import sys


class Dice:
    def __init__(self, seed):
        self.state = seed

    def below(self, n):
        self.state = (self.state * 1103515245 + 12345) % 2147483648
        return (self.state >> 8) % n


def count():
    i = 0
    while True:
        i += 1
        yield i
        i += 10
        yield -i
        i += 100
        yield i * 2


def outer(g):
    while True:
        yield next(g)
        yield next(g) + 1


def both(a, b):
    while True:
        yield next(a)
        yield next(b)


def delegating(g):
    yield from g


def looping(g):
    for x in g:
        yield x


def call(g):
    return next(g)


def calling(g):
    while True:
        yield call(g)


def sending(g):
    while True:
        yield g.send(None)


def loud(g):
    while True:
        print('.', end='')
        yield next(g)


def run(dice, steps):
    made = [count(), count()]
    ways = [outer, looping, delegating, calling, sending, loud if dice.below(4) == 0 else outer,
            lambda g: (x + 1 for x in g), lambda g: both(g, made[dice.below(len(made))])]
    for _ in range(5 + dice.below(20)):
        way = ways[dice.below(len(ways))]
        made.append(way(made[dice.below(len(made))]))
    log = []
    for _ in range(steps):
        g = made[dice.below(len(made))]
        how = dice.below(10)
        if how < 7:
            log.append(next(g))
        elif how < 9:
            log.append(call(g))
        else:
            for v in g:
                log.append(v)
                break
    return log


for seed in range(int(sys.argv[1]) if len(sys.argv) > 1 else 6):
    print(run(Dice(seed), 60))
