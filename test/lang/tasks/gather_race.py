# perdure-only
# expect: end b
# expect: end c
# expect: end a
# expect: ['a', 'b', 'c']
# expect: []
# expect: cancelled c
# expect: cancelled a
# expect: failed with 2
# expect: end x
# expect: [ValueError(1), 'x']
# expect: end fast
# expect: end as fast
# expect: cancelled slow
# expect: fast
# expect: cancelled never
# expect: race failed with 1
# expect: race() needs something to run
# expect: cancelled child
# expect: parent cancelled True
# expect: early
# gather keeps the order; a failure cancels the others and waits for them; race has one winner.
from perdure import Cancelled, Promise, gather, race, sleep, spawn, yield_now


def after(turns, value):
    try:
        for _ in range(turns):
            yield_now()
        print("end", value)
        return value
    except Cancelled:
        print("cancelled", value)
        raise


def fails(turns):
    for _ in range(turns):
        yield_now()
    raise ValueError(turns)


print(gather(lambda: after(3, "a"), lambda: after(1, "b"), spawn(after, 2, "c")))
print(gather())
try:
    gather(lambda: after(9, "a"), lambda: fails(2), lambda: after(8, "c"))
except ValueError as error:
    print("failed with", error)
print(gather(lambda: fails(1), lambda: after(2, "x"), return_exceptions=True))
print(race(lambda: after(3, "slow"), lambda: after(1, "fast"), lambda: after(1, "as fast")))
try:
    race(lambda: fails(1), lambda: after(4, "never"))
except ValueError as error:
    print("race failed with", error)
try:
    race()
except ValueError as error:
    print(error)


def parent():
    return gather(lambda: Promise().wait(), lambda: after(50, "child"))


task = spawn(parent)
yield_now()
yield_now()
task.cancel()
try:
    task.wait()
except Cancelled:
    print("parent cancelled", task.cancelled())
print(race(lambda: sleep(0.02) or "late", lambda: sleep(0.005) or "early"))
