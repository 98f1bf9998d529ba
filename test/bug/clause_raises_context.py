# perdure-only
# expect: raise ValueError KeyError
# expect: throw ValueError KeyError
# expect: cleaned up: first
# expect: cleaned up: then
# expect: outside: ValueError TypeError ContinuationExit
# expect: cleaned up: first
# expect: cleaned up: then
# expect: outside: ValueError TypeError
# expect: cleaned up: first
# expect: closed: first
# expect: abort
# expect: passed on: in cleanup
# expect: abort
# An exception that a clause raises while it owns k has the context of where it arrives, as one that
# is thrown: in a block of cleanup the exit, so cleanup further out may perform, too. A
# clause that answers cleanup may perform and forward.
from perdure import ctl, effect, handle, handler


@effect
def ask(how): ...


@handler
class Raises:
    @ctl
    def ask(self, k, how):
        if how == "raise":
            raise ValueError(how)
        return k.throw(ValueError(how))


def body(how):
    try:
        raise KeyError
    except KeyError:
        try:
            ask(how)
        except ValueError as e:
            print(how, type(e).__name__, type(e.__context__).__name__)


for how in "raise", "throw":
    handle(Raises(), body, how)


@effect
def clean(what): ...


@handler
class Cleans:
    @ctl
    def clean(self, k, what):
        print("cleaned up:", what)
        raise (TypeError if what == "first" else ValueError)(what)


@handler
class Aborts:
    @ctl
    def ask(self, k, how):
        return how


def cleanup():
    try:
        try:
            ask("abort")
        finally:
            clean("first")
    finally:
        clean("then")


try:
    handle(Cleans(), handle, Aborts(), cleanup)
except ValueError as e:
    chain = [e]
    while chain[-1].__context__ is not None:
        chain.append(chain[-1].__context__)
    print("outside:", *[type(e).__name__ for e in chain])


# Also through a generator that runs in the block of cleanup, and from a clause that cleanup asks.
def in_generator():
    try:
        try:
            ask("abort")
        finally:
            ",".join(clean(x) for x in ["first"])
    finally:
        clean("then")


try:
    handle(Cleans(), handle, Aborts(), in_generator)
except ValueError as e:
    print("outside:", type(e).__name__, type(e.__context__).__name__)


@effect
def close(what): ...


@handler
class Closes:
    @ctl
    def close(self, k, what):
        try:
            clean(what)
        except TypeError:
            print("closed:", what)
        return k.send(None)


def closes():
    try:
        ask("abort")
    finally:
        close("first")


print(handle(Cleans(), handle, Aborts(), lambda: handle(Closes(), closes)))


@effect
def passed(what): ...


@handler
class Passes:
    @ctl
    def passed(self, k, what):
        return k.forward(passed.op(what))


@handler
class Takes:
    def passed(self, what):
        print("passed on:", what)


def passes():
    try:
        ask("abort")
    finally:
        passed("in cleanup")


print(handle(Takes(), handle, Aborts(), lambda: handle(Passes(), passes)))
