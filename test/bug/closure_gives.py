# perdure-only
# expect: plain 0: finally, 0
# expect: plain 1: finally, ('caught', 'clause')
# expect: not made 0: finally, 0
# expect: not made 1: finally, ('caught', 'clause')
# expect: made 0: finally, 0
# expect: made 1: finally, outside clause
# expect: listed 1: finally, outside clause
# expect: a method 1: finally, outside clause
# expect: read 1: finally, outside clause
# expect: received 1: finally, ('body', 1)
# expect: deleted 1: finally, ('caught', 'clause')
# An inner function that uses k takes it when it is made, not where the clause begins.
from perdure import ctl, effect, handle, handler


@effect
def op(v): ...


def end(v):
    if v:
        raise ValueError("clause")
    return v


@handler
class Plain:
    name = "plain"

    @ctl
    def op(self, k, v):
        return end(v)


@handler
class NotMade:
    name = "not made"

    @ctl
    def op(self, k, v):
        if v == 99:
            return (lambda: k.send(v))()
        return end(v)


@handler
class Made:
    name = "made"

    @ctl
    def op(self, k, v):
        def later():
            return k.send(v)
        return end(v)


@handler
class Listed:
    name = "listed"

    @ctl
    def op(self, k, v):
        kept = [k for _ in range(2)]
        return end(v)


@handler
class Method:
    name = "a method"

    @ctl
    def op(self, k, v):
        class Later:
            def go(self):
                return k.send(v)
        return end(v)


@handler
class Read:
    name = "read"

    @ctl
    def op(self, k, v):
        kept = [k]
        if v == 99:
            return lambda: k
        return end(v)


@handler
class Received:
    name = "received"

    @ctl
    def op(self, k, v):
        if v == 99:
            return lambda: k
        return k.send(v)


@handler
class Deleted:
    name = "deleted"

    @ctl
    def op(self, k, v):
        del k
        later = lambda: k
        return end(v)


def body(v, notes):
    try:
        return "body", op(v)
    except ValueError as e:
        return "caught", str(e)
    finally:
        notes.append("finally")


for kind, values in ((Plain, (0, 1)), (NotMade, (0, 1)), (Made, (0, 1)), (Listed, (1,)),
                     (Method, (1,)), (Read, (1,)), (Received, (1,)), (Deleted, (1,))):
    for v in values:
        notes = []
        try:
            notes.append(str(handle(kind(), body, v, notes)))
        except ValueError as e:
            notes.append(f"outside {e}")
        print(f"{kind.name} {v}: {', '.join(notes)}")
