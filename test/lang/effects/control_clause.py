# perdure-only
# expect: <<[AB]>>
# expect: inner
# expect: outer
# expect: stopped at x
# expect: [no effect]
# expect: enter
# expect: exit ContinuationExit
# expect: stopped at w
# expect: enter
# expect: exit None
# expect: <[W]>
# expect: <<[G,H]>>
# expect: stopped at g
# Control clauses: before and after the rest, never, on_return, deep handlers.
from perdure import effect, handler, ctl, handle, suspend
from perdure import ContinuationExit, ContinuationUsed, UnhandledEffect


@effect
def ask(key): ...



@handler
class Around:
    @ctl
    def ask(self, k, key):
        answer = k.send(key.upper())
        return f"<{answer}>"

    def on_return(self, value):
        return f"[{value}]"


def body():
    return ask("a") + ask("b")


print(handle(Around(), body))


@handler
class Stop:
    @ctl
    def ask(self, k, key):
        return "stopped at " + key


def cleanup():
    try:
        try:
            return ask("x")
        finally:
            print("inner")
    finally:
        print("outer")


print(handle(Stop(), cleanup))
print(handle(Around(), lambda: handle(Stop(), lambda: "no effect")))


class With:
    def __enter__(self):
        print("enter")

    def __exit__(self, kind, value, traceback):
        print("exit", kind.__name__ if kind else None)


def uses_with():
    with With():
        return ask("w")


print(handle(Stop(), uses_with))
print(handle(Around(), uses_with))


def generator():
    yield ask("g")
    yield ask("h")


print(handle(Around(), lambda: ",".join(generator())))
print(handle(Stop(), lambda: list(generator())))
