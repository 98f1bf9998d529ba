# perdure-only
# expect: [(0, 0), (1, 1), (2, 2)]
# expect: [[[('c', 'c'), 'after'], 'after'], [[('c', 'c'), 'after'], 'after']]
# expect: ['g', 'g']
# expect: s s
# expect: 0
# expect: generator already executing
# Tasks inside handled blocks, and effects inside tasks: a switch keeps handlers apart.
from perdure import ctl, effect, handle, handler, spawn, yield_now


@effect
def ask(): ...


@handler
class Fixed:
    def __init__(self, value):
        self.value = value

    def ask(self):
        yield_now()
        return self.value


@handler
class Twice:
    @ctl
    def ask(self, k):
        yield_now()
        return [k.send("c"), "after"]


def body():
    yield_now()
    return ask(), ask()


tasks = [spawn(handle, Fixed(i), body) for i in range(3)]
print([task.wait() for task in tasks])
tasks = [spawn(handle, Twice(), body) for i in range(2)]
print([task.wait() for task in tasks])


def generator():
    yield ask()
    yield_now()
    yield ask()


print(spawn(lambda: handle(Fixed("g"), lambda: list(generator()))).wait())
shared = generator()


def steps():
    return handle(Fixed("s"), lambda: next(shared))


print(spawn(steps).wait(), spawn(steps).wait())
running = (yield_now() or i for i in range(3))
first = spawn(next, running)
second = spawn(next, running)
print(first.wait())
try:
    second.wait()
except ValueError as error:
    print(error)
