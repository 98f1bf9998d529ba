# ExceptionGroup and BaseExceptionGroup as objects.
e = ExceptionGroup("eg", [ValueError(1), TypeError("t")])
print(repr(e), str(e), e.message, e.exceptions, e.args)
print(type(BaseExceptionGroup("b", [ValueError()])), type(BaseExceptionGroup("b", [KeyboardInterrupt()])))
nested = ExceptionGroup("outer", [e, OSError("o"), ExceptionGroup("inner", [KeyError("k"), ValueError(2)])])
print(nested)
match, rest = nested.split(ValueError)
print(repr(match), repr(rest))
print(nested.subgroup(lambda x: isinstance(x, (OSError, KeyError))))
print(repr(nested.subgroup((TypeError, KeyError))), nested.subgroup(ArithmeticError))
print(nested.split(ExceptionGroup)[0] is nested, nested.split(ArithmeticError)[0])
for wrong in (lambda: ExceptionGroup("x", []), lambda: ExceptionGroup("x", 1), lambda: ExceptionGroup(1, [ValueError()]),
              lambda: ExceptionGroup("x", [1]), lambda: ExceptionGroup("x", [KeyboardInterrupt()]),
              lambda: nested.split(1), lambda: ExceptionGroup("x", ["a", 2])):
    try:
        wrong()
    except (TypeError, ValueError) as error:
        print(type(error).__name__, error)


class Mine(ExceptionGroup):
    def derive(self, excs):
        return Mine(self.message, excs)


m = Mine("m", [ValueError(1), KeyError(2)])
a, b = m.split(KeyError)
print(type(a).__name__, type(b).__name__, a.exceptions, b.exceptions)
print(issubclass(ExceptionGroup, Exception), issubclass(BaseExceptionGroup, Exception), isinstance(e, Exception))
try:
    raise e
except Exception as caught:
    print(caught is e)
try:
    try:
        raise ValueError("cause")
    except ValueError as cause:
        raise ExceptionGroup("with cause", [KeyError(1), TypeError(2)]) from cause
except ExceptionGroup as g:
    part = g.subgroup(KeyError)
    print(repr(part.__cause__), part.__traceback__ is g.__traceback__, repr(part.__context__))
