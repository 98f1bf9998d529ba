# isinstance and issubclass with tuples, unions, builtin hierarchy and __class__ tricks.
print(isinstance(True, int), isinstance(1, bool), issubclass(bool, int))
print(isinstance(1, (str, (float, int))))
print(isinstance(1, int | str), isinstance(None, int | None), issubclass(int, str | float))
print([isinstance(x, object) for x in (1, None, print, int, object, type)])
print(isinstance(int, type), isinstance(type, type), isinstance(object, type))
print(issubclass(type, object))
class A: pass
class B(A): pass
print(type(B()) is A, type(B()) == B, isinstance(B(), A), B().__class__ is B, A.__class__ is type)
class Liar:
    __class__ = int
print(isinstance(Liar(), int), type(Liar()) is int, isinstance(Liar(), Liar))
def t(f):
    try: print(f())
    except TypeError as e: print(e)
t(lambda: isinstance(1, 'int'))
t(lambda: isinstance(1, [int]))
t(lambda: issubclass(1, int))
t(lambda: issubclass(int, 5))
t(lambda: issubclass(int, ()))
t(lambda: isinstance(5, (int, 'x')))
t(lambda: isinstance('5', (int, 'x')))
for c in (int, ZeroDivisionError, bool, FileNotFoundError, UnicodeDecodeError):
    print([k.__name__ for k in c.__mro__])
print(int | str, int | None, type(int | str).__name__, (int | str) == (str | int))
