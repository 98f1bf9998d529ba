# perdure-only
# expect: while it is parked
# expect: asked
# A task that is parked in a function clause, deeper in handlers than the running task has frames,
# is in every snapshot.
from perdure import effect, handle, handler, spawn, yield_now


@effect
def ask(): ...


@effect
def other(): ...


@handler
class Outer:
    def ask(self):
        yield_now()
        return "asked"


@handler
class Inner:
    def other(self):
        return "other"


def nested(depth):
    return ask() if depth == 0 else handle(Inner(), nested, depth - 1)


task = spawn(handle, Outer(), nested, 9)
yield_now()
print("while it is parked")
print(task.wait())
