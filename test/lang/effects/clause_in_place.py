# perdure-only
# Control clauses that may run in place (all they do with k is `return k.send(v)`) and the same that
# may not: they look at k first. Law L3 in the shapes that the compiler tells apart.
from perdure import UnhandledEffect, ctl, effect, handle, handler, perform


@effect
def ask(n, *, scale=1): ...


@effect
def other(n):
    return n + 1000


def outcome(f, *args):
    try:
        return f(*args)
    except Exception as e:
        lines, tb = [], e.__traceback__
        while tb:
            lines.append(tb.tb_lineno)
            tb = tb.tb_next
        return type(e).__name__, str(e), len(lines)


def both(make, body):
    results = [outcome(handle, make(looks), body) for looks in (False, True)]
    print('same' if results[0] == results[1] else results, results[0])


def branches(looks):
    if looks:
        @handler
        class H:
            @ctl
            def ask(self, k, n, *, scale=1):
                k.frames()
                if n > 2:
                    return k.send(n * scale)
                elif n < 0:
                    raise KeyError(n)
                else:
                    return k.send(other(n))
    else:
        @handler
        class H:
            @ctl
            def ask(self, k, n, *, scale=1):
                if n > 2:
                    return k.send(n * scale)
                elif n < 0:
                    raise KeyError(n)
                else:
                    return k.send(other(n))
    return H()


def loops(looks):
    @handler
    class Looks:
        @ctl
        def ask(self, k, n):
            k.frames()
            while True:
                n += 1
                if n % 5 == 0:
                    return k.send(n)

    @handler
    class InPlace:
        @ctl
        def ask(self, k, n):
            while True:
                n += 1
                if n % 5 == 0:
                    return k.send(n)
    return Looks() if looks else InPlace()


def own(looks):
    """A clause performs what it answers: the handlers outside get it."""
    @handler
    class Looks:
        @ctl
        def ask(self, k, n):
            k.frames()
            return k.send(ask(n + 1) * 2)

    @handler
    class InPlace:
        @ctl
        def ask(self, k, n):
            return k.send(ask(n + 1) * 2)
    return Looks() if looks else InPlace()


def some_paths(looks):
    """One way out abandons k: never in place."""
    @handler
    class H:
        @ctl
        def ask(self, k, n):
            if n == 3:
                return 'abandoned'
            return k.send(n)

    @handler
    class Chosen:
        @ctl
        def ask(self, k, n):
            return k.send(n) if n != 3 else 'abandoned'
    return H() if looks else Chosen()


def guarded(looks):
    """What is under a finally goes on behind the send: never in place."""
    @handler
    class H:
        @ctl
        def ask(self, k, n):
            try:
                return k.send(n)
            finally:
                log.append(n)
    return H()


log = []


def asks(*numbers):
    return [ask(n) for n in numbers]


both(branches, lambda: asks(5, 1, 0))
both(branches, lambda: ask(7, scale=3))
both(branches, lambda: asks(5, -1))
both(branches, lambda: ask())
both(branches, lambda: ask(1, 2))
both(loops, lambda: asks(1, 4, 9))
both(own, lambda: ask(1))
both(lambda looks: own(looks), lambda: handle(own(False), ask, 1))
print(handle(branches(False), handle, own(True), ask, 4))
print(handle(branches(True), handle, own(False), ask, 4))
both(some_paths, lambda: asks(1, 3, 5))
both(guarded, lambda: asks(1, 2))
print(log)


def deep(n):
    return ask(n) if n < 3 else deep(n - 1) + 1


both(branches, lambda: deep(40))


def generated():
    for n in (3, 4):
        yield ask(n)


both(branches, lambda: list(generated()))
both(branches, lambda: perform(ask.op(6, scale=2)))
with handle(branches(False)) as cap:
    print(ask(3), perform(ask.op(8), to=cap))


@handler
class Counts:
    def __init__(self):
        self.n = 0

    @ctl
    def ask(self, k, n):
        self.n += n
        return k.send(self.n)


counts = Counts()
print(handle(counts, lambda: [ask(1) for _ in range(100)][-1]), counts.n)
try:
    ask(1)
except UnhandledEffect as e:
    print(e)

# expect: same [5, 1001, 1000]
# expect: same 21
# expect: same ('KeyError', '-1', 5)
# expect: same ('TypeError', "branches.<locals>.H.ask() missing 1 required positional argument: 'n'", 2)
# expect: same ('TypeError', 'branches.<locals>.H.ask() takes 3 positional arguments but 4 were given', 2)
# expect: same [5, 5, 10]
# expect: same ('UnhandledEffect', 'no handler for ask', 3)
# expect: same ('UnhandledEffect', 'no handler for ask', 4)
# expect: 10
# expect: 10
# expect: same abandoned
# expect: same [1, 2]
# expect: [2, 1, 2, 1]
# expect: same 1040
# expect: same [3, 4]
# expect: same 12
# expect: 3 8
# expect: 100 100
# expect: no handler for ask
