# perdure-only
# expect: the run waits for a Promise, and no task is left to bring it about
# expect: all 3 tasks wait, and nothing will wake them
# expect:   'main' waits for a Promise
# expect:   'reader' waits for a Channel
# expect:   'holder' waits for a permit of a Semaphore
# expect: tasks wait for each other: 'a' -> 'b' -> 'a'
# expect:   'a' waits for task 'b'
# expect:   'b' waits for task 'a'
# expect: tasks wait for each other: 'a' -> 'b' -> 'a'
# expect:   'a' waits for task 'b'
# expect:   'b' waits for task 'a'
# expect: a CancelledError
# expect: b CancelledError
# Nobody can go on: told in the main task, with who waits for whom; never a hang.
from perdure import Channel, DeadlockError, Promise, Semaphore, spawn, yield_now


def shown(error):
    text = str(error)
    for line in text.split("\n"):
        at = line.find(" (spawned at ")
        print(line if at < 0 else line[:at] + line[line.index(")", at) + 1:])


try:
    Promise().wait()
except DeadlockError as error:
    shown(error)


c = Channel()
spawn(c.receive, name="reader", daemon=True)
spawn(Semaphore(0).acquire, name="holder", daemon=True)
try:
    Promise().wait()
except RuntimeError as error:
    shown(error)


def joins(box):
    box[0].wait()


one, two = [], []
a = spawn(joins, one, name="a")
b = spawn(joins, two, name="b")
one.append(b)
two.append(a)
for _ in range(2):
    try:
        a.wait()
    except DeadlockError as error:
        shown(error)
a.cancel()
for task in (a, b):
    try:
        task.wait()
    except BaseException as error:
        print(task.name, type(error).__name__)
