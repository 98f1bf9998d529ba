# repr of types, builtin functions, methods without addresses; callable; __name__s.
class C:
    class D: pass
    def m(self): pass
print(C, C.D, int, type, object, Exception, KeyError, print, len, [].append.__name__, str.upper)
print(list.append, dict.get, int.__add__)
print([callable(x) for x in (C, C(), C.m, C().m, print, int, 5, 'a', lambda: 0, None, type,
                             [].append)])
print(C.__name__, C.D.__qualname__, print.__name__, len.__qualname__, [].append.__qualname__)
print(str.upper.__qualname__, int.__add__.__name__, (lambda: 0).__qualname__, C.m.__qualname__)
print(C().m.__name__, type(C).__name__)
print(C.__module__, int.__module__, len.__module__, C.m.__module__, type(None).__name__)
print(type(C.m).__name__, type(C().m).__name__, type(len).__name__, type([].append).__name__)
print(type(str.upper).__name__, type(int.__add__).__name__, type(C.__dict__).__name__)
print(len.__doc__ is not None, C.__doc__, repr(...), repr(NotImplemented), repr(None))
print([None, True, ...], {None: int}, (print,), type(iter({})).__name__)
print(type({}.keys()).__name__, repr(type(C)), str(C), f'{C}', f'{int!r:>20}')
print(list[int], dict[str, list[int]], tuple[()], int | None, list[C], type[int], list['C'])
print(repr(list[int | str]), (int | str | None).__args__ == (int, str, type(None)))
print(list[int].__origin__, list[int].__args__, list[int]([1]), isinstance([], list))
print(property, classmethod, staticmethod, super, range, enumerate, zip, map, filter, reversed)
print(slice, bytes, frozenset, bool)
