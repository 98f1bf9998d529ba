# perdure-only
# expect: True False False
# expect: a gets CancelledError True
# expect: a cleans
# expect: a cleaned
# expect: waiter gets it True False
# expect: True
# expect: ended True
# expect: refuses
# expect: done anyway False
# expect: still here
# expect: cancelled itself
# expect: while it was ready
# expect: left the other False
# expect: True False
# expect: the promise was not settled in 0.005 seconds
# expect: TimeoutError
# expect: KeyError('instead') CancelledError() False
# Cancel: raised at the next turn, cleanup runs and may wait, a second one changes nothing.
from perdure import CancelledError, Cancelled, Promise, spawn, yield_now, sleep


def waits(name):
    try:
        Promise().wait()
    except Cancelled as error:
        print(name, "gets", type(error).__name__, isinstance(error, CancelledError))
        raise
    finally:
        print(name, "cleans")
        yield_now()
        print(name, "cleaned")


task = spawn(waits, "a")
yield_now()
print(task.cancel(), task.cancel(), task.done())
try:
    task.wait()
except CancelledError as error:
    print("waiter gets it", task.cancelled(), task.cancel())

early = spawn(waits, "never begun")
print(early.cancel())
try:
    early.wait()
except Cancelled:
    print("ended", early.cancelled())


def stubborn():
    while True:
        try:
            Promise().wait(0.001)
        except Cancelled:
            print("refuses")
            return "done anyway"
        except TimeoutError:
            pass


task = spawn(stubborn)
yield_now()
task.cancel()
print(task.wait(), task.cancelled())


def itself(me):
    me[0].cancel()
    print("still here")
    yield_now()
    print("not here")


me = []
me.append(spawn(itself, me))
try:
    me[0].wait()
except Cancelled:
    print("cancelled itself")


def ready():
    yield_now()
    print("not reached")


task = spawn(ready)
yield_now()
task.cancel()
try:
    task.wait()
except Cancelled:
    print("while it was ready")


def joins(other):
    try:
        other.wait()
    finally:
        print("left the other", other.done())


other = spawn(Promise().wait, 0.005)
joiner = spawn(joins, other)
yield_now()
joiner.cancel()
try:
    joiner.wait()
except Cancelled:
    print(joiner.cancelled(), other.done())
try:
    other.wait()
except TimeoutError as error:
    print(error)
try:
    spawn(sleep, 30, daemon=True).wait(0.001)
except TimeoutError as error:
    print("TimeoutError")


def replaces():
    try:
        Promise().wait()
    except Cancelled:
        raise KeyError("instead")


task = spawn(replaces)
yield_now()
task.cancel()
try:
    task.wait()
except KeyError as error:
    print(repr(error), repr(error.__context__), task.cancelled())
