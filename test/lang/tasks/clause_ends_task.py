# perdure-only
# expect: ['call: cleanup', 'call: clause']
# expect: ['task: cleanup', 'waiter goes on with clause', 'task: waiter']
# A clause that lets its continuation go ends what is captured: called, up to the handler; spawned, the
# task alone, whose value is the clause's, and its waiter goes on.
from perdure import ctl, effect, handle, handler, spawn

told = []


@effect
def ask(): ...


@handler
class LetsGo:
    @ctl
    def ask(self, k):
        return "clause"


def asks(name):
    try:
        ask()
        told.append("never")
    finally:
        told.append(f"{name}: cleanup")


def calls():
    asks("call")
    told.append("never")


def waits():
    told.append(f"waiter goes on with {spawn(asks, 'task').wait()}")
    return "waiter"


for name, block in (("call", calls), ("task", waits)):
    told.append(f"{name}: {handle(LetsGo(), block)}")
    print(told)
    told.clear()
