# perdure-only
# expect: main ends
# expect: the run is ending: no task can be spawned any more
# expect: daemon cleans
# expect: daemon cleaned
# expect: first cleans
# expect: first cleaned
# Tasks that are left when the main program ends are cancelled, the newest first, and told about.
# expect-error: task 'Task-1' (spawned at
# expect-error: was cancelled: it was not done when the main program ended
# expect-error: failed and nobody asked: ValueError: unseen
# expect-error: task 'grim' (spawned at
# expect-error: failed while it was cancelled: KeyError: 'grim'
# expect-exit: 0
from perdure import Promise, spawn, yield_now


def waits(name):
    try:
        Promise().wait()
    finally:
        print(name, "cleans")
        yield_now()
        print(name, "cleaned")


def fails():
    raise ValueError("unseen")


def grim():
    try:
        Promise().wait()
    finally:
        try:
            spawn(waits, "too late")
        except RuntimeError as error:
            print(error)
        raise KeyError("grim")


first = spawn(waits, "first")
spawn(waits, "daemon", daemon=True)
spawn(fails)
spawn(grim, name="grim")
yield_now()
print("main ends")
