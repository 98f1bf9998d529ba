# Waits in the clause that an operation came to by k.forward: the continuation is two handlers deep.
from perdure import ctl, effect, handle, handler, now


@effect
def ask(n): ...


@handler
class Inner:
    @ctl
    def ask(self, k, n):
        return k.forward(ask.op(n + 1))


@handler
class Outer:
    @ctl
    def ask(self, k, n):
        now()
        return k.send(n)


print(handle(Outer(), handle, Inner(), lambda: ask(1)))
