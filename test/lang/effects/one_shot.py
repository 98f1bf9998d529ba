# perdure-only
# expect: this continuation was used before True
# expect: this continuation was used before True
# expect: this continuation was used before True
# expect: close is a use too
# expect: False (5, 6) True
# expect: can't send non-None value to a continuation that has not begun
# expect: closed
# A continuation is used once: through aliases and containers, after forward and close.
from perdure import effect, handler, ctl, handle, suspend
from perdure import ContinuationExit, ContinuationUsed, UnhandledEffect


@effect
def ask(key): ...



@handler
class Twice:
    @ctl
    def ask(self, k, key):
        alias = [k]
        first = k.send(key)
        for use in (lambda: alias[0].send(1), lambda: k.throw(ValueError()),
                    lambda: k.forward(ask.op("x"))):
            try:
                use()
            except ContinuationUsed as e:
                print(str(e).split(":")[0], k.used)
        k.close()
        return first


try:
    print(handle(Twice(), lambda: ask("once")))
except ContinuationUsed as e:
    print("close is a use too")

s = suspend(lambda a, b=1: (a, b), 5, b=6)
print(s.used, s.send(None), s.used)
s = suspend(print)
try:
    s.send(1)
except TypeError as e:
    print(e)
s.close()
try:
    s.send(None)
except ContinuationUsed:
    print("closed")
