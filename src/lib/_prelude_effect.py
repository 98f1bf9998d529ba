# Effects: what handle, continuations and the clauses of handlers do besides moving fibers.
import _vm


def effect_apply(effect, args, names):
    return _vm.apply(effect, args, names)


def prompt_body(prompt, function, args, kwargs):
    value = function(*args, **kwargs) if args or kwargs else function()
    if prompt is None:
        return value
    finish = _vm.close_prompt(prompt)
    return value if finish is None else finish(value)


def continuation_throw(k, error):
    if not _vm.is_class(error) or not issubclass(error, BaseException):
        raise TypeError(f"exceptions must derive from BaseException, not {type(error).__name__}")
    return k.throw(error())


def continuation_close(k):
    _vm.begin_close(k)
    try:
        k.throw(_vm.ContinuationExit())
    except _vm.ContinuationExit:
        pass


def continuation_rehandle(k, handler):
    return _vm.rehandle(k, handler, clauses_of(handler))


def abandon(k, value):
    continuation_close(k)
    return value


def clause_left(handler, k, value):
    return value


def clauses_of(handler):
    return _vm.own_clauses(handler) or inherited_clauses(handler)


def inherited_clauses(handler):
    cls = type(handler)
    clauses = _vm.class_lookup(cls, "__clauses__", None)
    if clauses is None:
        raise TypeError(f"{cls.__name__} is no handler: its class is not under @handler")
    if _vm.class_lookup(cls, "__handler__", None) is not cls:
        _check_inherited(cls, clauses)
    return clauses


# A class that overrides what its base has for clauses would not be asked.
def _check_inherited(cls, clauses):
    for at in range(1, len(clauses), 2):
        name = clauses[at].__name__
        if _vm.class_lookup(cls, name, None) is not clauses[at]:
            raise TypeError(f"{cls.__name__}.{name} is no clause: {cls.__name__} is not under "
                            "@handler, only its base is")


def run(prompt, function, args, kwargs):
    try:
        return _vm.run_prompt(prompt, function, args, kwargs)
    finally:
        while (k := _vm.newest(prompt)) is not None:
            continuation_close(k)


def run_block(manager, block):
    if not _vm.is_prompt(manager):  # the name means something else here
        with manager as target:
            return block(target)
        return None
    left = []

    def body():
        left.append(block(manager))

    run(manager, body, (), {})
    return left[0] if left else None


# run_block stands for no function: a program cannot give it.
def handle(handler, function=run_block, /, *args, **kwargs):
    """handle(h, function, *args, **kwargs): the function's value, its effects answered by h.

    `with handle(h):` is the same for a block."""
    prompt = _vm.new_prompt(handler, clauses_of(handler))
    if function is not run_block:
        return run(prompt, function, args, kwargs)
    if kwargs:
        raise TypeError("handle() takes a function after the handler")
    return prompt


def within(context, count, function, args, kwargs):
    if count == 0:
        return function(*args, **kwargs)
    prompt = _vm.again(context[count - 1])
    return run(prompt, within, (context, count - 1, function, args, kwargs), {})


def under(context, function, /, *args, **kwargs):
    """function(*args, **kwargs) with the handlers of a context, and no others, around it."""
    if not isinstance(context, tuple) or not all(map(_vm.is_prompt, context)):
        raise TypeError("under() takes what context() or k.context() gave")
    if context == _vm.context():
        return function(*args, **kwargs)
    return _vm.run_sealed(within, (context, len(context), function, args, kwargs), {})
