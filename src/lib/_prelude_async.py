# Generators and asynchronous functions: what the machine's leaves cannot do without running program
# code.
import _vm


# -- generators --

def generator_throw(generator, kind, value, traceback):
    if traceback is not None and not _vm.is_instance(traceback, _vm.traceback):
        raise TypeError("throw() third argument must be a traceback object")
    if isinstance(kind, type) and issubclass(kind, BaseException):
        if isinstance(value, kind):
            exception = value
        elif value is None:
            exception = kind()
        elif isinstance(value, tuple):
            exception = kind(*value)
        else:
            exception = kind(value)
    elif isinstance(kind, BaseException):
        if value is not None:
            raise TypeError("instance exception may not have a separate value")
        exception = kind
    else:
        raise TypeError("exceptions must be classes or instances deriving from BaseException, not "
                        f"{_vm.type_name(kind)}")
    if traceback is not None:
        exception = exception.with_traceback(traceback)
    return generator.throw(exception)


def yield_from_throw(iterator, exception):
    """The method that throws into the iterator; None: the exception is for who delegates to it."""
    if isinstance(exception, GeneratorExit):
        close = getattr(iterator, "close", None)
        if close is not None:
            close()
        return None
    return getattr(iterator, "throw", None)


def send_slow(iterator, value):
    return iterator.send(value)


# -- asynchronous functions --

def await_anext(value):
    get = _vm.special(value, "__await__")
    try:
        if get is None:
            raise TypeError(f"object {_vm.type_name(value)} can't be used in 'await' expression")
        return _vm.check_awaitable(get())
    except BaseException as cause:
        message = f"'async for' received an invalid object from __anext__: {_vm.type_name(value)}"
        raise TypeError(message) from cause


def aiter_slow(iterable):
    iterator = _vm.special(iterable, "__aiter__")()
    if _vm.special(iterator, "__anext__") is None:
        name = _vm.type_name(iterator)
        raise TypeError(f"aiter() returned not an async iterator of type '{name}'")
    return iterator


async def _anext_or(awaitable, default):
    try:
        return await awaitable
    except StopAsyncIteration:
        return default


def anext_slow(iterator, default):
    return _anext_or(anext(iterator), default)


class _Thrower:
    # What generator_throw gives the exception to that it has made.
    def __init__(self, awaitable):
        self.awaitable = awaitable

    def throw(self, exception):
        return _vm.begin_athrow(self.awaitable, exception)


def athrow_slow(awaitable, args):
    if not 1 <= len(args) <= 3:
        count = len(args)
        least = "at least 1 argument" if count < 1 else "at most 3 arguments"
        raise TypeError(f"athrow expected {least}, got {count}")
    kind, value, traceback = (args + (None, None))[:3]
    return generator_throw(_Thrower(awaitable), kind, value, traceback)
