# What an operator, a truth test and __init__ have called is not called once more when there is no
# room for what comes after it, be that the next method, a frame or the error.
# resume-every: 9973
# timeout: 60
calls = 0


class Left:
    def __ior__(self, other):
        global calls
        calls += 1
        return NotImplemented

    __or__ = __lt__ = __ior__


class Right:
    def __ror__(self, other):
        global calls
        calls += 1
        return NotImplemented

    __gt__ = __ror__


class Odd:
    def __bool__(self):
        global calls
        calls += 1
        return "neither"

    def __init__(self, value=None):
        global calls
        calls += 1
        if value is not None:
            self.__init__ = None
        return value


def attempt(action):
    try:
        action()
    except TypeError as error:
        return str(error)


def merge():
    left = Left()
    left |= Right()


odd = Odd()
kept = []
for number in range(1000):
    for action, count in (
        (merge, 3),
        (lambda: Left() < Right(), 2),
        (lambda: not odd, 1),
        (lambda: Odd(5), 1),
    ):
        calls = 0
        text = attempt(action)
        if calls != count:
            print("called", calls, "times instead of", count, text)
        kept.append(text)
    if len(kept) > 1000:
        kept.clear()
print(sorted(set(kept)))
