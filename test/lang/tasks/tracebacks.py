# perdure-only
# An exception of a task shows its own frames, and where it was spawned, at who waits for it.
# expect-exit: 1
# expect-error: (where the task was spawned)
# expect-error: in inner
# expect-error: in outer
# expect-error: ZeroDivisionError: division by zero
from perdure import spawn, yield_now


def inner():
    yield_now()
    return 1 / 0


def outer():
    return spawn(inner, name="inner").wait()


spawn(outer, name="outer").wait()
