# perdure-only
# expect: a 0
# expect: b 0
# expect: a 1
# expect: main ends
# expect: b 1
# expect: a 2
# expect: b 2
# expect: 3000 3000
# expect: closed 0
# expect: [1, True]
# Tasks as continuations in a list.
from perdure import effect, handler, ctl, handle, suspend
from perdure import ContinuationExit, ContinuationUsed, UnhandledEffect


@effect
def ask(key): ...



@effect
def fork(f): ...


@effect
def give(): ...


@handler
class Scheduler:
    def __init__(self):
        self.ready = []

    @ctl
    def fork(self, k, f):
        self.ready.append(k)
        return suspend(handle, self, f).send(None)

    @ctl
    def give(self, k):
        self.ready.append(k)
        return self.next()

    def next(self):
        if self.ready:
            return self.ready.pop(0).send(None)

    def on_return(self, value):
        return self.next()


def task(name):
    def body():
        for i in range(3):
            print(name, i)
            give()
    return body


def main():
    fork(task("a"))
    fork(task("b"))
    print("main ends")


handle(Scheduler(), main)


@handler
class Counter:
    def __init__(self):
        self.n = 0

    @ctl
    def give(self, k):
        self.n += 1
        return k.send(None)


def loop(n):
    for _ in range(n):
        give()
    return n


c = Counter()
print(handle(c, loop, 3000), c.n)  # tail sends need no stack


@handler
class Keeper:
    def __init__(self):
        self.kept = []

    @ctl
    def give(self, k):
        self.kept.append(k)
        return len(self.kept)


def closes(n):
    try:
        give()
    finally:
        print("closed", n)


keeper = Keeper()


def several():
    return [handle(keeper, closes, 0), keeper.kept[0].used]


print(several())
