# A deep hierarchy of classes: inherited methods, super() through many levels, diamonds, isinstance.
import sys

size = int(sys.argv[1]) if len(sys.argv) > 1 else 400000


class Level0:
    def __init__(self):
        self.total = 0

    def step(self, n):
        self.total += n
        return 0

    def base(self):
        return self.total

    def __len__(self):
        return self.total & 0xff


class Level1(Level0):
    def step(self, n):
        return super().step(n) + 1


class Level2(Level1):
    def step(self, n):
        return super().step(n) + 1


class Level3(Level2):
    pass


class Level4(Level3):
    def step(self, n):
        return super().step(n) + 1

    def middle(self):
        return self.base() + 1


class Level5(Level4):
    pass


class Level6(Level5):
    pass


class Level7(Level6):
    def step(self, n):
        return super().step(n) + 1


class Level8(Level7):
    def __init__(self):
        super().__init__()
        self.name = 'eight'


class Left(Level8):
    def step(self, n):
        return super().step(n) + 10


class Right(Level8):
    def step(self, n):
        return super().step(n) + 100


class Bottom(Left, Right):
    def __eq__(self, other):
        return self.total == other.total

    __hash__ = Level0.__hash__


def run(n):
    objects = [Level2(), Level5(), Level8(), Left(), Right(), Bottom()]
    levels = passed = 0
    for i in range(n):
        o = objects[i % 6]
        levels += o.step(i)
        passed += o.base() & 1
        passed += isinstance(o, Level4) + isinstance(o, (Left, Right))
        passed += len(o)
        if i % 5 == 0:
            passed += Bottom() == objects[5]
    return levels, passed, sum(o.middle() for o in objects[1:])


print(run(size), [c.__name__ for c in Bottom.__mro__][:4])
