# perdure-only
# expect: 3 ['a', 'b']
# expect: KeyError 'a' ['a', 'b', 'a']
# expect: recovered
# expect: 7
# expect: outer xouter y
# A function clause is an in-place call; effects in it go to the handlers outside.
from perdure import effect, handler, ctl, handle, suspend
from perdure import ContinuationExit, ContinuationUsed, UnhandledEffect


@effect
def ask(key): ...



@effect
def tell(x): ...


@handler
class Reader:
    def __init__(self, env):
        self.env = env

    def ask(self, key):
        tell(key)
        return self.env[key]


@handler
class Writer:
    def __init__(self):
        self.said = []

    def tell(self, x):
        self.said.append(x)


def body():
    return ask("a") + ask("b")


w = Writer()
print(handle(w, lambda: handle(Reader({"a": 1, "b": 2}), body)), w.said)
try:
    handle(w, lambda: handle(Reader({}), body))
except KeyError as e:
    print("KeyError", e, w.said)


def recovers():
    try:
        return ask("missing")
    except KeyError:
        return "recovered"


print(handle(w, lambda: handle(Reader({}), recovers)))
print(handle(w, handle, Reader({"a": 3, "b": 4}), body))
# The nearer one wins, and its own clause asks the one outside.


@handler
class Prefix:
    def ask(self, key):
        return "outer " + ask(key)


print(handle(w, lambda: handle(Reader({"a": "x", "b": "y"}), lambda: handle(Prefix(), body))))
