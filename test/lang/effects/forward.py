# perdure-only
# expect: pass a None
# expect: pass b 2
# expect: [('f', 'a!', None), ('f', 'b!', 2)]
# expect: pass a None
# expect: pass b 2
# expect: ('answer', ('answer', [('c', 'a!', None), ('c', 'b!', 2)]))
# expect: pass a None
# expect: pass a! None
# expect: pass b 2
# expect: pass b! 2
# expect: ('answer', ('answer', [('c', 'a!!', None), ('c', 'b!!', 2)]))
# expect: pass a None
# expect: clean
# expect: unhandled no handler for ask
# expect: default tell 3
# expect: ask <operation object at 0x000010000002> True <class 'effect'>
# expect: fin runs
# expect: kept
# expect: after scope True
# expect: this continuation was used before
# expect: (5, 6)
# k.forward(op): the operation goes to the next handler outside, with all of k.
from perdure import effect, handler, ctl, handle, suspend, UnhandledEffect, ContinuationUsed

@effect
def ask(key, default=None): ...
@effect
def tell(x):
    print("default tell", x)

@handler
class Passes:
    @ctl
    def ask(self, k, key, default=None):
        print("pass", key, default)
        return k.forward(ask.op(key + "!", default=default))

@handler
class Function:
    def ask(self, key, default=None): return ("f", key, default)
@handler
class Control:
    @ctl
    def ask(self, k, key, default=None):
        r = k.send(("c", key, default))
        return ("answer", r)

def body():
    return [ask("a"), ask("b", default=2)]
print(handle(Function(), lambda: handle(Passes(), body)))
print(handle(Control(), lambda: handle(Passes(), body)))
print(handle(Control(), lambda: handle(Passes(), lambda: handle(Passes(), body))))
def lost():
    try:
        return handle(Passes(), body)
    finally:
        print("clean")
try:
    lost()
except UnhandledEffect as e:
    print("unhandled", e)
tell(3)
print(ask.__name__, ask.op("x"), callable(ask), type(ask))
def k_of():
    @handler(ask)
    class Keep:
        @ctl
        def ask(self, k, key, default=None):
            self.k = k
            return "kept"
    h = Keep()
    return h
h = k_of()
def fin():
    try:
        return ask("q")
    finally:
        print("fin runs")
print(handle(h, fin))
print("after scope", h.k.used)
try:
    h.k.send(1)
except ContinuationUsed as e:
    print(str(e).split(":")[0])
s = suspend(lambda a, b=1: (a, b), 5, b=6)
print(s.send(None))
