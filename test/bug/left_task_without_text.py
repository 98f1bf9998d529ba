# perdure-only
# expect: end
# expect: first cleaned
# expect-error: failed while it was cancelled: NoText: <exception str() failed>
# expect-error: failed and nobody asked: NoText: <exception str() failed>
# expect-exit: 0
# When the main program ended, an exception without a text kept older tasks from being closed.
from perdure import Promise, spawn, yield_now

class NoText(Exception):
    def __str__(self):
        raise RuntimeError("no text")

def first():
    try:
        Promise().wait()
    finally:
        print("first cleaned")

def fails():
    raise NoText

def fails_late():
    try:
        Promise().wait()
    finally:
        raise NoText

for function in first, fails, fails_late:
    spawn(function)
yield_now()
print("end")
