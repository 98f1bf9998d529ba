# perdure-only
# expect: left
# expect: cleaned up
# expect: went on with 5
# expect: outside: too late
# expect: went on with 6
# A detached continuation is not the clause's alone: it is neither closed nor given an exception.
from perdure import ctl, effect, handle, handler


@effect
def ask(): ...


@handler
class Detaches:
    def __init__(self, fails):
        self.fails = fails

    @ctl
    def ask(self, k):
        self.kept = [k.detach()][0]
        if self.fails:
            raise ValueError("too late")
        return "left"


def body(cleans):
    try:
        return f"went on with {ask()}"
    finally:
        if cleans:
            print("cleaned up")


h = Detaches(False)
print(handle(h, body, True))
print(h.kept.send(5))
h = Detaches(True)
try:
    handle(h, body, False)
except ValueError as e:
    print("outside:", e)
print(h.kept.send(6))
