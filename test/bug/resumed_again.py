# perdure-only
# resume-every: 49999
# An operation that a library function performs finds no memory until there was a collection, and is
# then performed once more: with the same arguments.
from perdure import ctl, effect, handle, handler, perform


@effect
def ask(n): ...


kept = []


@handler
class Keeps:
    @ctl
    def ask(self, k, n):
        kept[:] = [k]
        return kept[0].send(n)


def body(cap, count):
    total = 0
    for i in range(count):
        total += perform(ask.op(i), to=cap)
    return total


with handle(Keeps()) as cap:
    total = body(cap, 40000)
print(total)
# expect: 799980000
