# perdure-only
# expect: ['inner:a', 'inner:b'] ['outer:from the writer inner:a', 'outer:from the writer inner:b']
# expect: no handler for ask
# expect: ['r:x', 'r:grandchild']
# A spawned task has the handlers of its spawn site, in their order, also after they are left.
from perdure import UnhandledEffect, effect, gather, handle, handler, spawn, yield_now


@effect
def ask(key): ...


@effect
def tell(text): ...


@handler
class Reader:
    def __init__(self, name):
        self.name = name

    def ask(self, key):
        return f"{self.name}:{key}"


@handler
class Writer:
    def __init__(self):
        self.out = []

    def tell(self, text):
        self.out.append(ask("from the writer") + " " + text)


def work(key):
    yield_now()
    tell(ask(key))
    yield_now()
    return ask(key)


writer = Writer()


def spawns():
    return [spawn(work, "a"), spawn(work, key="b")]


def inside():
    return handle(writer, lambda: handle(Reader("inner"), spawns))


tasks = handle(Reader("outer"), inside)
print([task.wait() for task in tasks], writer.out)
try:
    spawn(work, "none").wait()
except UnhandledEffect as error:
    print(error)


def child():
    return spawn(ask, "grandchild").wait()


print(handle(Reader("r"), lambda: gather(lambda: ask("x"), lambda: spawn(child).wait())))
