# perdure-only
# expect: h1 0
# expect: h2 0
# expect: h1 1
# expect: h2 1
# expect: n1 0
# expect: n2 0
# expect: n1 1
# expect: n2 1
# expect: idle 0
# expect: idle 1
# expect: [0, 1, 2, 1, 2]
# expect: the resolver goes on
# expect: high on
# expect: normal on
# expect: idle on
# HIGH before NORMAL before IDLE, in order of arrival within each; a priority stays with its task.
from perdure import HIGH, IDLE, NORMAL, Promise, spawn, yield_now


def work(name):
    for i in range(2):
        print(name, i)
        yield_now()


tasks = [spawn(work, "idle", priority=IDLE), spawn(work, "n1"), spawn(work, "h1", priority=HIGH),
         spawn(work, "n2", priority=NORMAL), spawn(work, "h2", priority=HIGH)]
for task in tasks:
    task.wait()
print([task.priority for task in tasks])

gate = Promise()


def waits(name):
    gate.wait()
    print(name, "on")


late = [spawn(waits, "idle", priority=IDLE), spawn(waits, "normal"),
        spawn(waits, "high", priority=HIGH)]
spawn(lambda: None, priority=IDLE).wait()
gate.resolve()
print("the resolver goes on")
for task in late:
    task.wait()
