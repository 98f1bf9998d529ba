# perdure-only
# expect: False <Task 'second' ready> main
# expect: a 0
# expect: b 0
# expect: a 1
# expect: b 1
# expect: b 2
# expect: a bb
# expect: a bb True <Task 'Task-1' done> second Task-1
# expect: caught one True
# expect: caught one True
# expect: <Task 'Task-2' failed> False
# expect: 1 6 6 4
# expect: 20
# expect: [6, 6, 6]
# expect: work() missing 2 required positional arguments: 'name' and 'turns'
# expect: TypeError spawn expected 1 argument, got 0
# expect: TypeError the name of a task must be a str, not int
# expect: ValueError the priority of a task must be IDLE, NORMAL or HIGH
# expect: TypeError 'int' object is not callable
# expect: TypeError Task.result() takes no arguments (1 given)
# expect: RuntimeError a task cannot wait for its own end
# expect: RuntimeError the task has not ended
# expect: slow 0
# expect: slow 1
# expect: ['slow', 'slow', 'slow', 'slow']
# Tasks: nothing runs early, turns go round in order, results and exceptions come to who waits.
from perdure import current_task, spawn, yield_now


def work(name, turns, *, twice=False):
    for i in range(turns):
        print(name, i)
        yield_now()
    return name * (2 if twice else 1)


first = spawn(work, "a", 2)
second = spawn(work, "b", 3, twice=True, name="second")
print(first.done(), repr(second), current_task().name)
print(first.wait(), second.wait())
print(first.wait(), second.result(), first.done(), repr(first), second.name, first.name)


def fails(text):
    yield_now()
    raise ValueError(text)


bad = spawn(fails, "one")
for _ in range(2):
    try:
        bad.wait()
    except ValueError as error:
        print("caught", error, bad.exception() is error)
print(bad, bad.cancelled())


class Counter:
    def __init__(self):
        self.n = 0

    def add(self, by=1):
        self.n += by
        return self.n

    def __call__(self):
        return self.n


c = Counter()
print(spawn(c.add).wait(), spawn(c.add, by=5).wait(), spawn(c).wait(), spawn(len, "four").wait())


def nested(depth):
    if depth == 0:
        yield_now()
        return 0
    return 1 + spawn(nested, depth - 1).wait()


print(nested(20))


def counting():
    total = 0
    for value in generator():
        total += value
    return total


def generator():
    for i in range(4):
        yield_now()
        yield i


tasks = [spawn(counting) for _ in range(3)]
print([task.wait() for task in tasks])

try:
    spawn(work).wait()
except TypeError as error:
    print(error)
for wrong in (lambda: spawn(), lambda: spawn(work, name=1), lambda: spawn(work, priority=7),
              lambda: spawn(3).wait(), lambda: first.result(1), lambda: current_task().wait(),
              lambda: current_task().result()):
    try:
        wrong()
    except (TypeError, ValueError, RuntimeError) as error:
        print(type(error).__name__, error)


def several(task):
    return task.wait()


slow = spawn(work, "slow", 2)
waiters = [spawn(several, slow) for _ in range(4)]
print([w.wait() for w in waiters])
