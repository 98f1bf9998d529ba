# resume-every: 97
import random

r = random.Random(1)


def show(function, *args, **named):
    try:
        print(function(*args, **named))
    except Exception as error:
        print(type(error).__name__, error)


show(r.choice, [])
show(r.randrange, 0)
show(r.randrange, 5, 5)
show(r.randrange, 1, 10, 0)
show(r.randrange, 1, 10, -1)
show(r.randint, 5, 1)
show(r.sample, [1, 2], 3)
show(r.sample, {1, 2}, 1)
show(r.sample, [1, 2], -1)
show(r.sample, [1], 1, counts=[1, 2])
show(r.choices, [1, 2], [1], k=1)
show(r.choices, [1, 2], [0, 0], k=1)
show(r.choices, [1, 2], 5)
show(r.choices, [1, 2], [1, 2], cum_weights=[1, 3])
show(r.getrandbits, -1)
show(r.seed, [1])
show(r.setstate, (9, (), None))


class Loaded(random.Random):
    def getrandbits(self, k):
        return 0


print(Loaded(3).randint(10, 20), Loaded(3).choice("abc"), Loaded(3).random() == random.Random(3).random())
