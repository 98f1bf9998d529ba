# Groups of exceptions, as CPython's Objects/exceptions.c makes, splits and shows them.
import _vm

__all__ = ("BaseExceptionGroup", "ExceptionGroup")


def _check(cls, message, exceptions):
    if not isinstance(message, str):
        raise TypeError("BaseExceptionGroup.__new__() argument 1 must be str, not "
                        f"{_vm.type_name(message)}")
    if not hasattr(exceptions, "__getitem__") or isinstance(exceptions, (dict, set)):
        raise TypeError("second argument (exceptions) must be a sequence")
    if not exceptions:
        raise ValueError("second argument (exceptions) must be a non-empty sequence")
    plain = True
    for i, error in enumerate(exceptions):
        if not isinstance(error, BaseException):
            raise ValueError(f"Item {i} of second argument (exceptions) is not an exception")
        plain = plain and isinstance(error, Exception)
    if cls is BaseExceptionGroup:
        return ExceptionGroup if plain else cls
    if not plain and issubclass(cls, Exception):
        name = "an ExceptionGroup" if cls is ExceptionGroup else repr(cls.__name__)
        raise TypeError(f"Cannot nest BaseExceptions in {name}")
    return cls


class BaseExceptionGroup(BaseException):
    """A combination of multiple unrelated exceptions."""

    __module__ = "builtins"

    def __new__(cls, *args):
        if len(args) != 2:
            raise TypeError(f"BaseExceptionGroup.__new__() takes exactly 2 arguments ({len(args)} "
                            "given)")
        message, exceptions = args
        self = BaseException.__new__(_check(cls, message, exceptions), message, exceptions)
        self._exceptions = tuple(exceptions)
        return self

    @property
    def message(self):
        return self.args[0]

    @property
    def exceptions(self):
        return self._exceptions

    def __str__(self):
        count = len(self._exceptions)
        return f"{self.message} ({count} sub-exception{'' if count == 1 else 's'})"

    def derive(self, exceptions):
        return BaseExceptionGroup(self.message, exceptions)

    def _part(self, exceptions):
        part = self.derive(exceptions)
        part.__traceback__ = self.__traceback__
        part.__context__ = self.__context__
        part.__cause__ = self.__cause__
        part.__suppress_context__ = self.__suppress_context__
        notes = getattr(self, "__notes__", None)
        if notes is not None:
            part.__notes__ = list(notes)
        return part

    def split(self, condition):
        matches = _matcher(condition)
        if matches(self):
            return self, None
        inside, outside = [], []
        for error in self._exceptions:
            if isinstance(error, BaseExceptionGroup):
                yes, no = error.split(condition)
                if yes is not None:
                    inside.append(yes)
                if no is not None:
                    outside.append(no)
            elif matches(error):
                inside.append(error)
            else:
                outside.append(error)
        return (self._part(inside) if inside else None), (self._part(outside) if outside else None)

    def subgroup(self, condition):
        return self.split(condition)[0]

    def __class_getitem__(cls, item):
        return cls


def _matcher(condition):
    if isinstance(condition, type) and issubclass(condition, BaseException):
        return lambda error: isinstance(error, condition)
    if isinstance(condition, tuple) and all(
            isinstance(c, type) and issubclass(c, BaseException) for c in condition):
        return lambda error: isinstance(error, condition)
    if callable(condition) and not isinstance(condition, type):
        return condition
    raise TypeError("expected a function, exception type or tuple of exception types")


class ExceptionGroup(BaseExceptionGroup, Exception):
    __module__ = "builtins"
