"""Context variables.

What a context holds is a dict that is never changed once another one may have it: a task that is
spawned is given the dict of its spawner, and who sets a variable makes a new one. A task whose
context is an object of its own has that one's box, a list of the dict and the context.
"""
import _vm


class _Missing:
    def __repr__(self):
        return "<Token.MISSING>"


_MISSING = _Missing()


def _final(name):
    def refuse(cls, **keywords):
        raise TypeError(f"type '_contextvars.{name}' is not an acceptable base type")
    return classmethod(refuse)


class Context:
    __module__ = "_contextvars"
    __slots__ = ("_box", "_entered")
    __hash__ = None
    __init_subclass__ = _final("Context")

    def __init__(self, *args, **keywords):
        if args or keywords:
            raise TypeError("Context() does not accept any arguments")
        self._box = [{}, self]
        self._entered = False

    def run(self, *args, **keywords):
        if not args:
            raise TypeError("run() missing 1 required positional argument")
        outer = _vm.task_scope()
        if self._entered or outer is self._box:
            raise RuntimeError(f"cannot enter context: {self!r} is already entered")
        self._entered = True
        _vm.task_enter(self._box)
        try:
            return args[0](*args[1:], **keywords)
        finally:
            _vm.task_enter(outer)
            self._entered = False

    def copy(self):
        return _context_of(self._box[0])

    def _find(self, key):
        if not isinstance(key, ContextVar):
            raise TypeError(f"a ContextVar key was expected, got {key!r}")
        return self._box[0].get(key, _MISSING)

    def __getitem__(self, key):
        value = self._find(key)
        if value is _MISSING:
            raise KeyError(key)
        return value

    def __contains__(self, key):
        return self._find(key) is not _MISSING

    def get(self, key, default=None, /):
        value = self._find(key)
        return default if value is _MISSING else value

    def __len__(self):
        return len(self._box[0])

    def __iter__(self):
        return iter(self._box[0])

    def __eq__(self, other):
        return self._box[0] == other._box[0] if isinstance(other, Context) else NotImplemented

    def keys(self):
        return self._box[0].keys()

    def values(self):
        return self._box[0].values()

    def items(self):
        return self._box[0].items()


def _context_of(values):
    context = Context()
    if values is not None:
        context._box[0] = values
    return context


def copy_context():
    return _context_of(_vm.task_context())


def _own():
    """The box of the running task's context, which is its own from now on."""
    box = _vm.task_scope()
    if not isinstance(box, list):
        box = _context_of(box)._box
        _vm.task_enter(box)
    return box


class ContextVar:
    __module__ = "_contextvars"
    __slots__ = ("_name", "_default")
    __init_subclass__ = _final("ContextVar")

    def __init__(self, *args, default=_MISSING):
        if len(args) != 1:
            least = "at most" if args else "exactly"
            raise TypeError(f"ContextVar() takes {least} 1 positional argument "
                            f"({len(args)} given)")
        if not isinstance(args[0], str):
            raise TypeError("context variable name must be a str")
        self._name = args[0]
        self._default = default

    def __class_getitem__(cls, item):
        return cls

    @property
    def name(self):
        return self._name

    def get(self, *default):
        if len(default) > 1:
            raise TypeError(f"get expected at most 1 argument, got {len(default)}")
        values = _vm.task_context()
        if values is not None and self in values:
            return values[self]
        if default:
            return default[0]
        if self._default is _MISSING:
            raise LookupError(self)
        return self._default

    def set(self, value, /):
        box = _own()
        token = _new_token(self, box[0].get(self, _MISSING), box)
        box[0] = {**box[0], self: value}
        return token

    def reset(self, token, /):
        if not isinstance(token, Token):
            raise TypeError(f"expected an instance of Token, got {token!r}")
        if token._used:
            raise RuntimeError(f"{token!r} has already been used once")
        if token.var is not self:
            raise ValueError(f"{token!r} was created by a different ContextVar")
        box = _own()
        if token._box is not box:
            raise ValueError(f"{token!r} was created in a different Context")
        token._used = True
        values = dict(box[0])
        if token.old_value is _MISSING:
            values.pop(self, None)
        else:
            values[self] = token.old_value
        box[0] = values

    def __repr__(self):
        default = "" if self._default is _MISSING else f" default={self._default!r}"
        return f"<ContextVar name={self._name!r}{default} at {id(self):#x}>"


class Token:
    __module__ = "_contextvars"
    __slots__ = ("_var", "_old", "_box", "_used")
    __hash__ = None
    __init_subclass__ = _final("Token")
    MISSING = _MISSING

    def __init__(self, *args, **keywords):
        raise RuntimeError("Tokens can only be created by ContextVars")

    def __class_getitem__(cls, item):
        return cls

    @property
    def var(self):
        return self._var

    @property
    def old_value(self):
        return self._old

    def __repr__(self):
        return f"<Token{' used' if self._used else ''} var={self._var!r} at {id(self):#x}>"


def _new_token(var, old, box):
    token = object.__new__(Token)
    token._var = var
    token._old = old
    token._box = box
    token._used = False
    return token
