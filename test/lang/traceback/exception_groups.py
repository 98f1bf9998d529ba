# Groups of exceptions, as they are shown when nobody catches them.
# expect-exit: 1


def make(n):
    try:
        raise ValueError(f"number {n}")
    except ValueError as error:
        return error


def nested(depth):
    if depth == 0:
        return make(0)
    try:
        raise ExceptionGroup(f"depth {depth}", [nested(depth - 1), TypeError("beside")])
    except ExceptionGroup as group:
        return group


try:
    try:
        raise ExceptionGroup("first", [make(1), KeyError("never raised")])
    except ExceptionGroup as first:
        first.add_note("a note\nof two lines")
        raise ExceptionGroup("second", [make(2), nested(2), make(3)]) from first
except ExceptionGroup:
    raise BaseExceptionGroup("third", [make(i) for i in range(18)] + [nested(12)])
