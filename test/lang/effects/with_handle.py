# perdure-only
# expect: (10, ('a', 4)) ('ret', 28)
# expect: (2, 'x') (1, 'y') (2, 'z')
# expect: escaped the handler that ask is for is not on the stack
# expect: 12
# expect: end 0 2
# expect: end 2 2
# expect: (3, 0, ('i', 0))
# expect: ('BA.m', (3, 1), [(3, 0), (3, 1)], True)
# expect: (1, 0) (2, 0) 2
# expect: 0
# expect: (1, 9)
# expect: ['body'] 1
# expect: (1, 200)
# expect: ContinuationExit
# expect: RuntimeError continuation ignored ContinuationExit
# expect: RuntimeError continuation ignored ContinuationExit
from perdure import effect, handler, ctl, handle, perform, suspend, under, context, HandlerEscaped, UnhandledEffect
import perdure
@effect
def ask(k): ...
@effect
def stop(v): ...
@handler
class R:
    def __init__(self, tag): self.tag = tag
    def ask(self, k): return (self.tag, k)
@handler
class S:
    @ctl
    def stop(self, k, v): return v
def f(n):
    total = 0
    for i in range(10):
        with handle(R("a")) as cap:
            x = ask(i)
            total += x[1]
            if i == 2: continue
            if i == n: break
            if i == 7: return ("ret", total)
    else:
        total = -1
    return total, x
print(f(4), f(99))
with handle(R(1)) as c1, handle(R(2)):
    print(ask("x"), perform(ask.op("y"), to=c1), perform(ask.op("z")))
try:
    perform(ask.op("y"), to=c1)
except HandlerEscaped as e: print("escaped", e)
def g():
    a = 1
    with handle(S()):
        a = 2
        try:
            stop(5)
        finally:
            a += 10
        a = 99
    return a
print(g())
def nested():
    for i in range(5):
        with handle(R("o")):
            for j in range(5):
                with handle(R("i")):
                    if j == 2: break
                    if i == 3: return i, j, ask(0)
            if i == 1: continue
        print("end", i, j)
print(nested())
class A:
    def m(self): return "A.m"
class B(A):
    def m(self):
        with handle(R(3)):
            return "B" + super().m(), ask(1), [ask(q) for q in range(2)], (lambda: self)() is self
print(B().m())
with handle(R(1)):
    ctx = context()
    with handle(R(2)):
        print(under(ctx, lambda: ask(0)), under(context(), ask, 0), len(context()))
    print(under((), lambda: len(context())))
print(under(ctx, ask, 9))
@handler
class K:
    @ctl
    def stop(self, k, v):
        print([frame[2] for frame in k.frames()], len(k.context()))
        return k.rehandle(K2()).send(v)
@handler
class K2:
    def stop(self, v): return v * 100
def body():
    return stop(1), stop(2)
print(handle(K(), body))
def bad():
    try: stop(1)
    except BaseException as e: print(type(e).__name__)
    try:
        stop(2)
    except BaseException as e: print(type(e).__name__, e)
    try:
        stop(3)
    except BaseException as e: print("never", e)
    finally: print("never")
try: print(handle(S(), bad))
except RuntimeError as e: print("RuntimeError", e)
