# perdure-only
# expect: main ends
# expect: slept
# expect: answered (7, 'still')
# Effects of cleanup while the run ends are answered as any other, by the host and by the handlers
# of the task; what nobody answers, and what cannot be done any more, is told with its place.
# expect-error: UnhandledEffect: no handler for ask (at
# expect-error: in asks)
# expect-error: RuntimeError: the run is ending: no task can be spawned any more (at
# expect-error: in spawns)
# expect-error: ValueError: unseen (at
# expect-error: in fails)
# expect-exit: 0
from perdure import Promise, effect, handle, handler, sleep, spawn, yield_now


@effect
def ask(key): ...


@handler
class Seven:
    def ask(self, key):
        return 7, key


def left(cleanup):
    try:
        Promise().wait()
    finally:
        cleanup()


def asks():
    ask("nobody")


def spawns():
    spawn(asks)


def sleeps():
    sleep(0.001)
    print("slept")


def answered():
    print("answered", ask("still"))


def fails():
    raise ValueError("unseen")


handle(Seven(), spawn, left, answered)
for cleanup in sleeps, asks, spawns:
    spawn(left, cleanup)
spawn(fails)
yield_now()
print("main ends")
