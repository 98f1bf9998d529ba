# Classes and attributes: what the leaves of object, type, getattr and isinstance cannot do without
# running program code.
import _vm


# -- attributes --

def getattr_slow(instance, name):
    try:
        return _vm.getattribute(instance, name)
    except AttributeError:
        hook = _vm.special(instance, "__getattr__")
        if hook is None:
            raise
    return hook(name)


def bind_and_call(pair, /, *args, **kwargs):
    descriptor, instance = pair
    return _vm.bind(descriptor, instance)(*args, **kwargs)


def check_apart(phase, method, *args):
    return _vm.check_answer(phase, method(*args))


def attribute_of(value, name):
    return getattr(value, name)


def getattr_default(instance, name, default):
    try:
        return getattr(instance, name)
    except AttributeError:
        return default


def hasattr_slow(instance, name):
    try:
        getattr(instance, name)
    except AttributeError:
        return False
    return True


def object_ne(left, right):
    result = _vm.special(left, "__eq__")(right)
    return result if result is NotImplemented else not result


def _names_of(cls, names):
    for base in cls.__mro__:
        for name in _vm.own_names(base):
            names[name] = None


def object_dir(instance):
    names = {}
    if _vm.is_class(instance):
        _names_of(instance, names)
        return list(names)
    if not _vm.is_instance(instance, _vm.module):
        _names_of(instance.__class__, names)
        if not (_vm.carries_dict(instance) or hasattr(instance, "__dict__")):
            del names["__dict__"]
    for name in _vm.own_names(instance):
        names[name] = None
    return list(names)


def dir_slow(instance):
    method = _vm.special(instance, "__dir__")
    return sorted(method())


# -- raising --

def _as_exception(value):
    if not _vm.is_class(value):
        return value
    made = value()
    if not _vm.is_instance(made, BaseException):
        raise TypeError(f"calling {value!r} should have returned an instance of BaseException, "
                        f"not {type(made)!r}")
    return made


def raise_slow(exception, cause, has_cause):
    if not has_cause:
        raise _as_exception(exception)
    exception = _as_exception(exception)
    if cause is not None:
        cause = _as_exception(cause)
    raise exception from cause


def exception_str_slow(error):
    if isinstance(error, OSError):
        text = f"[Errno {error.errno}] {error.strerror}"
        if error.filename is not None:
            text += f": {error.filename!r}"
            if error.filename2 is not None:
                text += f" -> {error.filename2!r}"
        return text
    if isinstance(error, SyntaxError):
        text = str(error.msg)
        where = []
        if isinstance(error.filename, str):
            where.append(error.filename.rpartition("/")[2])
        if isinstance(error.lineno, int):
            where.append(f"line {error.lineno}")
        return f"{text} ({', '.join(where)})" if where else text
    return f"'{error.encoding}' codec error: {error.reason}"


# -- instances --

def class_call_slow(cls, args, names):
    instance = _vm.apply(_vm.class_get(cls, "__new__"), (cls,) + args, names)
    if not _vm.is_instance(instance, cls):
        return instance
    result = _vm.apply(_vm.special(instance, "__init__"), args, names)
    if result is not None:
        raise TypeError(f"__init__() should return None, not '{type(result).__name__}'")
    return instance


def new_wrapped(new, cls, args, names):
    return _vm.wrap(cls, _vm.apply(new, (_vm.owner(new),) + args, names))


def raise_abstract(cls, names):
    names = sorted(names)
    plural = "s" if len(names) > 1 else ""
    raise TypeError(f"Can't instantiate abstract class {cls.__name__} with abstract "
                    f"method{plural} {', '.join(names)}")


# -- isinstance and issubclass --

def _plain_instance(instance, cls):
    if _vm.is_instance(instance, cls):
        return True
    claimed = getattr(instance, "__class__", None)
    return (claimed is not type(instance) and _vm.is_class(claimed)
            and _vm.is_subclass(claimed, cls))


def isinstance_slow(instance, info):
    if type(instance) is info:
        return True
    if type(info) is _vm.UnionType:
        info = info.__args__
    if type(info) is tuple:
        for item in info:
            if isinstance_slow(instance, item):
                return True
        return False
    if _vm.is_class(info) and type(info) is type:
        return _plain_instance(instance, info)
    check = _vm.special(info, "__instancecheck__")
    if check is not None:
        if _vm.is_class(info) and _vm.class_lookup(
                type(info), "__instancecheck__", None) is _type_instancecheck:
            return _plain_instance(instance, info)
        return True if check(instance) else False
    if type(info) is _vm.GenericAlias:
        raise TypeError("isinstance() argument 2 cannot be a parameterized generic")
    return _abstract_isinstance(instance, info)


_type_instancecheck = _vm.class_lookup(type, "__instancecheck__", None)


def _abstract_bases(cls):
    bases = getattr(cls, "__bases__", None)
    return bases if isinstance(bases, tuple) else None


def _abstract_issubclass(cls, base):
    todo = [cls]
    while todo:
        cls = todo.pop()
        if cls is base:
            return True
        todo.extend(reversed(_abstract_bases(cls) or ()))
    return False


def _abstract_isinstance(instance, info):
    if _abstract_bases(info) is None:
        raise TypeError("isinstance() arg 2 must be a type, a tuple of types, or a union")
    claimed = getattr(instance, "__class__", None)
    return claimed is not None and _abstract_issubclass(claimed, info)


def issubclass_slow(cls, info):
    if type(info) is _vm.UnionType:
        info = info.__args__
    if type(info) is tuple:
        for item in info:
            if issubclass_slow(cls, item):
                return True
        return False
    if _vm.is_class(info) and type(info) is type and _vm.is_class(cls):
        return _vm.is_subclass(cls, info)
    check = _vm.special(info, "__subclasscheck__")
    if check is not None:
        return True if check(cls) else False
    if type(info) is _vm.GenericAlias:
        raise TypeError("issubclass() argument 2 cannot be a parameterized generic")
    if _abstract_bases(cls) is None:
        raise TypeError("issubclass() arg 1 must be a class")
    if _abstract_bases(info) is None:
        raise TypeError("issubclass() arg 2 must be a class, a tuple of classes, or a union")
    return _abstract_issubclass(cls, info)


def _member_repr(member):
    if member is _vm.NoneType:
        return "None"
    return _vm.class_title(member) if _vm.is_class(member) else repr(member)


def union_repr(members):
    return " | ".join([_member_repr(member) for member in members])


# -- making classes --

def _resolve_bases(bases):
    resolved = []
    for base in bases:
        if not _vm.is_class(base):
            entries = getattr(base, "__mro_entries__", None)
            if entries is not None:
                entries = entries(bases)
                if not isinstance(entries, tuple):
                    raise TypeError("__mro_entries__ must return a tuple")
                resolved.extend(entries)
                continue
        resolved.append(base)
    return tuple(resolved)


def _namespace(meta, name, bases, kwargs):
    if meta is type:
        return {}
    prepare = getattr(meta, "__prepare__", None)
    if prepare is None:
        return {}
    space = _vm.apply(prepare, (name, bases), kwargs)
    if not isinstance(space, dict) and not hasattr(space, "__getitem__"):
        title = meta.__name__ if _vm.is_class(meta) else "<metaclass>"
        raise TypeError(f"{title}.__prepare__() must return a mapping, "
                        f"not {type(space).__name__}")
    return space


def _check_cell(cell, name, cls):
    try:
        content = cell.cell_contents
    except ValueError:
        raise RuntimeError(f"__class__ not set defining {name!r} as {cls!r}. "
                           "Was __classcell__ propagated to type.__new__?") from None
    if content is not cls:
        raise TypeError(f"__class__ set to {content!r} defining {name!r} as {cls!r}")


def build_class(body, name, /, *bases, **kwargs):
    resolved = bases
    for base in bases:
        if not _vm.is_class(base):
            resolved = _resolve_bases(bases)
            break
    if "metaclass" in kwargs:
        meta = kwargs["metaclass"]
        del kwargs["metaclass"]
    elif resolved:
        meta = type(resolved[0])
    else:
        meta = type
    if _vm.is_class(meta):
        meta = _vm.winner(meta, resolved)
    space = _namespace(meta, name, resolved, kwargs)
    cell = body(space)
    if resolved is not bases:
        space["__orig_bases__"] = bases
    if meta is type:
        cls = type_new(meta, name, resolved, space, kwargs)
    else:
        cls = _vm.apply(meta, (name, resolved, space), kwargs)
    if cell is not None and _vm.is_class(cls):
        _check_cell(cell, name, cls)
    return cls


def type_new(meta, name, bases, space, kwargs):
    if not bases:
        bases = (object,)
    winner = meta
    for base in bases:
        if not _vm.is_class(base) and hasattr(base, "__mro_entries__"):
            raise TypeError("type() doesn't support MRO entry resolution; "
                            "use types.new_class()")
        if type(base) is not meta:
            winner = _vm.winner(winner, (base,))
    if winner is not meta:
        if winner.__new__ is not type.__new__:
            return _vm.apply(winner.__new__, (winner, name, bases, space), kwargs)
        meta = winner
    slots = space["__slots__"] if "__slots__" in space else None
    if slots is not None and type(slots) not in (str, tuple, list):
        space = dict(space)
        space["__slots__"] = tuple(slots)
    cls = _vm.make_class(meta, name, bases, space)
    if slots is not None and type(slots) not in (str, tuple, list):
        cls.__slots__ = slots
    if kwargs or _vm.has_hooks(cls):
        _run_hooks(cls, kwargs or {})
    return cls


def _run_hooks(cls, kwargs):
    for name, value in list(_vm.class_dict(cls).items()):
        hook = _vm.special(value, "__set_name__")
        if hook is not None:
            _set_name(hook, cls, name, value)
    _vm.apply(super(cls, cls).__init_subclass__, (), kwargs)


def _set_name(hook, cls, name, value):
    try:
        hook(cls, name)
    except BaseException as error:
        cause = error
    else:
        return
    raise RuntimeError(f"Error calling __set_name__ on {type(value).__name__!r} instance "
                       f"{name!r} in {cls.__name__!r}") from cause
