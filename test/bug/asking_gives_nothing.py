# perdure-only
# expect: raised where it was performed
# expect: cleaned up, then left
# expect: stored: outside
# To ask whether a continuation was used, k.used, counted as passing it on: a clause that raised
# afterwards raised outside, and one that returned left the body's cleanup to the end of the scope.
from perdure import ctl, effect, handle, handler


@effect
def ask(what): ...


@handler
class Asks:
    @ctl
    def ask(self, k, what):
        if k.used:
            return "never"
        if what == "raise":
            raise ValueError
        if what == "store":
            self.is_used = k.__class__
            raise ValueError
        return "left"


def body(what):
    try:
        ask(what)
    except ValueError:
        return "raised where it was performed"
    finally:
        if what == "leave":
            print("cleaned up, then ", end="")


print(handle(Asks(), body, "raise"))
print(handle(Asks(), body, "leave"))
try:
    handle(Asks(), body, "store")
except ValueError:
    print("stored: outside")
