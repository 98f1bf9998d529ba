# perdure-only
# expect: a in
# expect: a out
# expect: b in
# expect: c in
# expect: b out
# expect: d in
# expect: c out
# expect: d out
# expect: 2
# expect: lost 0
# expect: no permit became free in 0.001 seconds
# expect: 0
# expect: ValueError permits must not be negative
# expect: TypeError permits must be an int, not str
# resume-every: 211
# Permits: handed over in order, and never lost, whoever is cancelled and when.
from perdure import Cancelled, Semaphore, spawn, yield_now


def holds(s, name, turns=1):
    with s:
        print(name, "in")
        for _ in range(turns):
            yield_now()
        print(name, "out")


s = Semaphore(2)
tasks = [spawn(holds, s, name, i) for i, name in enumerate("abcd")]
for task in tasks:
    task.wait()
print(s.free)


def quiet(s, turns):
    with s:
        for _ in range(turns):
            yield_now()


lost = 0
for permits in (1, 2):
    for victim in range(5):
        for second in range(5):
            for when in range(7):
                s = Semaphore(permits)
                tasks = [spawn(quiet, s, 2) for _ in range(5)]
                for _ in range(when):
                    yield_now()
                tasks[victim].cancel()
                yield_now()
                tasks[second].cancel()
                for task in tasks:
                    try:
                        task.wait()
                    except Cancelled:
                        pass
                lost += s.free != permits
print("lost", lost)
s = Semaphore(0)
try:
    s.acquire(0.001)
except TimeoutError as error:
    print(error)
s.release()
s.acquire()
print(s.free)
for wrong in (-1, "x"):
    try:
        Semaphore(wrong)
    except (TypeError, ValueError) as error:
        print(type(error).__name__, error)
