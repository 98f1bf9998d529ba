# perdure-only
# The handlers of perdure.handlers, each alone and some together.
import perdure
import perdure.handlers
from perdure import ctl, effect, handle, handler, handlers
from perdure.handlers import (Cache, Choice, Observe, Reader, Rejected, Result, Retry, State, Timeout,
                              Try, Writer, ask, attempt, fail, first, get, local, modify, put,
                              reject, tell)

print(perdure.handlers is handlers, handlers.Reader is Reader)
# expect: True True


def reads():
    return ask("a"), local({"a": 2}, lambda: (ask("a"), ask("b"))), ask("a")


print(handle(Reader({"a": 1}, b=3), reads))
# expect: (1, (2, 3), 1)
try:
    handle(Reader(), ask, "nothing")
except KeyError as e:
    print("KeyError", e)
# expect: KeyError 'nothing'

state = State({"n": 1})
print(handle(state, lambda: (modify("n", lambda n: n + 1), get("m", "none"), put("m", 5))),
      state.values)
# expect: (2, 'none', None) {'n': 2, 'm': 5}
try:
    handle(state, lambda: (put("n", 9), get("absent")))
except KeyError as e:
    print("KeyError", e, state.values)
# expect: KeyError 'absent' {'n': 9, 'm': 5}

paper = Writer()
handle(paper, lambda: (tell(1), tell(2, 3), tell()))
print(paper.output)
# expect: [1, 2, 3]
handle(Writer(paper.output), tell, "more")
print(paper.output)
# expect: [1, 2, 3, 'more']


def fails(error):
    try:
        fail(error)
    finally:
        print("cleaned up")


print(attempt(fails, ValueError(3)), attempt(lambda: 1 / 0).ok, attempt(lambda: 5))
# expect: cleaned up
# expect: Result(error=ValueError(3)) False Result(5)
print(handle(Try(), fails, OSError()).get_or(8), attempt(lambda: 5).map(lambda x: x + 1).get())
# expect: cleaned up
# expect: 8 6
try:
    attempt(fails, LookupError("lost")).map(print).get()
except LookupError as e:
    print("raised", e)
# expect: cleaned up
# expect: raised lost
try:
    fail(KeyError("nobody"))
except KeyError as e:
    print("KeyError", e)
# expect: KeyError 'nobody'
print(Result(1) == Result(1), Result(1) == Result(2), Result(1) == 1)
# expect: True False False


def no(reason):
    try:
        reject(reason)
    finally:
        print("not", reason)


print(first(lambda: no("a"), lambda: first(lambda: no("b"), lambda: no("c")), lambda: 7))
# expect: not a
# expect: not b
# expect: not c
# expect: 7
try:
    first(lambda: reject("a"), lambda: reject("b"))
except Rejected as e:
    print("Rejected", e)
# expect: Rejected b
print(handle(Choice(), reject), handle(Choice(), lambda: 1))
# expect: (False, None) (True, 1)

loads = []


@effect
def load(x, y=1):
    loads.append((x, y))
    if x < 0:
        raise ValueError(x)
    return x + y


cache = Cache(load)


def uses():
    return load(1), load(1), load(2, y=3), load(2, y=3), attempt(load, -1), attempt(load, -1)


print(*handle(cache, uses)[:4], loads)
# expect: 2 2 5 5 [(1, 1), (2, 3), (-1, 1), (-1, 1)]
print(cache.answers, type(cache).__name__, isinstance(cache, Cache))
# expect: {('load', (1,)): 2, ('load', (2,), ('y', 3)): 5} Cache True
cache.forget()
print(handle(cache, load, 1), len(loads))
# expect: 2 5


@handler
class Flaky:
    def __init__(self, times):
        self.times = times

    def load(self, x, y=1):
        self.times -= 1
        if self.times >= 0:
            raise OSError(self.times)
        return x

    @ctl
    def ask(self, k, key):
        return k.send(key * 2)


print(handle(Flaky(2), handle, Retry(load, attempts=3, delay=0.001), load, 5))
# expect: 5
try:
    handle(Flaky(3), handle, Retry(load, attempts=3, delay=0), load, 5)
except OSError as e:
    print("OSError", e)
# expect: OSError 0
try:
    handle(Flaky(1), handle, Retry(load, ask, delay=0, on=KeyError), load, 5)
except OSError as e:
    print("OSError", e)
# expect: OSError 0

print(handle(Timeout(load, seconds=1000), load, 1))
# expect: 2
try:
    handle(Timeout(load, seconds=-1), load, 1)
except TimeoutError as e:
    print(e)
# expect: load came after -1 s

seen = []
observed = Observe(load, ask, by=lambda *operation: seen.append(operation))
print(handle(Flaky(0), handle, observed, lambda: (load(4, y=2), ask("x"))), seen)
# expect: (4, 'xx') [('load', (4,), {'y': 2}), ('ask', ('x',), {})]


def stops(name, args, kwargs):
    raise PermissionError(name)


count = len(loads)
try:
    handle(Observe(load, by=stops), load, 1)
except PermissionError as e:
    print("PermissionError", e, len(loads) == count)
# expect: PermissionError load True

for wrong in (lambda: Cache(), lambda: Cache(len), lambda: Cache(load, load),
              lambda: Retry(load, attempts="x"), lambda: Timeout(load)):
    try:
        print(wrong())
    except TypeError as e:
        print(e)
# expect: Cache() needs an effect to answer
# expect: <built-in function len> is no effect
# expect: Cache() got two effects with the name load
# expect: '<' not supported between instances of 'str' and 'int'
# expect: Timeout.__new__() missing 1 required keyword-only argument: 'seconds'
