# Effects: what handle, continuations and the clauses of handlers do besides moving fibers.
import _vm


def effect_apply(effect, args, names):
    return _vm.apply(effect, args, names)


def prompt_body(prompt, function, args, kwargs):
    value = function(*args, **kwargs)
    if prompt is None:
        return value
    handler = _vm.close_prompt(prompt)
    finish = _vm.special(handler, "on_return")
    return value if finish is None else finish(value)


def continuation_throw(k, error):
    if not _vm.is_class(error) or not issubclass(error, BaseException):
        raise TypeError(f"exceptions must derive from BaseException, not {type(error).__name__}")
    return k.throw(error())


def continuation_close(k):
    prompt = _vm.continuation_prompt(k)
    if prompt is not None:
        _vm.close_prompt(prompt)
    try:
        k.throw(_vm.ContinuationExit())
    except _vm.ContinuationExit:
        pass


def abandon(k, value):
    continuation_close(k)
    return value


def handle(handler, function, /, *args, **kwargs):
    """The value of function(*args, **kwargs) with its effects answered by the handler."""
    clauses = _vm.class_lookup(type(handler), "__clauses__", None)
    if clauses is None:
        raise TypeError(f"{type(handler).__name__} is no handler: its class is not under @handler")
    prompt = _vm.new_prompt(handler, clauses)
    try:
        return _vm.run_prompt(prompt, function, args, kwargs)
    finally:
        while (k := _vm.newest(prompt)) is not None:
            continuation_close(k)
