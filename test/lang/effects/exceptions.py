# perdure-only
# expect: caught plain
# expect: outside: after
# expect: outside: kept
# expect: clause ends
# expect: KeyError 'k'
# expect: clause ends
# expect: uncaught 'u'
# expect: KeyError 
# expect: exceptions must derive from BaseException, not int
# expect: exit seen
# expect: stopped
# expect: in cleanup ContinuationExit
# expect: no handler for ask
# An exception of a clause arrives where the effect was performed, if nobody has k.
from perdure import effect, handler, ctl, handle, suspend
from perdure import ContinuationExit, ContinuationUsed, UnhandledEffect


@effect
def ask(key): ...



@handler
class Raises:
    def __init__(self):
        self.kept = None

    @ctl
    def ask(self, k, key):
        if key == "after":
            k.send("sent")
            raise ValueError("after")
        if key == "kept":
            self.kept = k
            raise ValueError("kept")
        raise ValueError(key)


def catching(key):
    try:
        return ask(key)
    except ValueError as e:
        return f"caught {e}"


print(handle(Raises(), catching, "plain"))
for key in "after", "kept":
    try:
        print(handle(Raises(), catching, key))
    except ValueError as e:
        print("outside:", e)


@handler
class Throws:
    @ctl
    def ask(self, k, key):
        try:
            return k.throw(KeyError(key))
        finally:
            print("clause ends")


def catches_key():
    try:
        ask("k")
    except KeyError as e:
        return f"KeyError {e}"


print(handle(Throws(), catches_key))
try:
    handle(Throws(), lambda: ask("u"))
except KeyError as e:
    print("uncaught", e)


@handler
class Class:
    @ctl
    def ask(self, k, key):
        return k.throw(KeyError)


print(handle(Class(), catches_key))


@handler
class Nothing:
    @ctl
    def ask(self, k, key):
        return k.throw(3)


try:
    handle(Nothing(), catches_key)
except TypeError as e:
    print(e)


def swallows():
    try:
        ask("x")
    except ContinuationExit:
        print("exit seen")
    return "lost"


@handler
class Stop:
    @ctl
    def ask(self, k, key):
        return "stopped"


print(handle(Stop(), swallows))


def fails():
    try:
        ask("x")
    finally:
        raise OSError("in cleanup")


try:
    handle(Stop(), fails)
except OSError as e:
    print(e, type(e.__context__).__name__)
try:
    ask("nobody")
except UnhandledEffect as e:
    print(e)
