# What the module math cannot do without running program code: __float__ and __index__ of instances.
import _vm


def _real(value):
    """A float for an instance that can become one; all else is left for the leaf to refuse."""
    if _vm.is_instance(value, float):
        return value
    if _vm.special(value, "__float__") is None and _vm.special(value, "__index__") is None:
        return value
    return float(value)


def with_floats(leaf, args):
    return leaf(*[_real(value) for value in args])


def ldexp_slow(leaf, x, i):
    return leaf(_real(x), i)


def with_float_lists(leaf, args):
    return leaf(*[[_real(value) for value in items] for items in args])


def isclose_slow(leaf, a, b, rel_tol, abs_tol):
    return leaf(_real(a), _real(b), rel_tol=_real(rel_tol), abs_tol=_real(abs_tol))


def with_ints(leaf, args):
    return leaf(*[_integer(value) for value in args])


def _integer(value):
    if _vm.is_instance(value, int):
        return value
    method = _vm.special(value, "__index__")
    if method is None:
        return value
    number = method()
    if not _vm.is_instance(number, int):
        raise TypeError(f"__index__ returned non-int (type {type(number).__name__})")
    return number


def with_lists(leaf, args):
    return leaf(*[list(items) for items in args])
