# perdure-only
# expect: main goes on
# expect: a
# expect: b
# expect: c
# expect: [0.03, 0.01, 0.02]
# expect: saw it
# expect: True
# expect: [0, 1, 2, 3, 4]
# expect: at once
# expect: alone again
# resume-every: 1999
# Sleeping tasks wake in the order of their times; the others run meanwhile.
import time
from perdure import Promise, sleep, sleep_until, spawn, yield_now, now


def sleeper(name, seconds):
    sleep(seconds)
    print(name)
    return seconds


tasks = [spawn(sleeper, "c", 0.03), spawn(sleeper, "a", 0.01), spawn(sleeper, "b", 0.02)]
print("main goes on")
print([task.wait() for task in tasks])


def busy(box):
    while not box and not waker.done():
        yield_now()
    return "saw it"


box = []
spinning = spawn(busy, box)
waker = spawn(lambda: (time.sleep(0.005), box.append(1)))
print(spinning.wait())
waker.wait()
many = [spawn(sleep, 60) for _ in range(200)]
yield_now()
for task in many:
    task.cancel()
start = now()
spawn(sleep_until, start + 0.01).wait()
print(now() - start >= 0.01)
order = []
same = [spawn(lambda i=i: (sleep(0.002), order.append(i))) for i in range(5)]
for task in same:
    task.wait()
print(order)
try:
    Promise().wait(0)
except TimeoutError:
    print("at once")
sleep(0.001)
print("alone again")
