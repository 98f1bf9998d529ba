# Attributes of function objects.
def f(a, b: int = 3, *c, d: 'str' = 'x', **e) -> float:
    """Doc of f."""
    local = 1
    return local

print(f.__name__, f.__qualname__, f.__doc__, f.__module__)
print(f.__defaults__, f.__kwdefaults__, f.__annotations__)
f.tag = 5
f.__doc__ = 'changed'
f.__name__ = 'g'
print(f.tag, f.__doc__, f.__name__, f.__qualname__, f.__dict__)
del f.tag
try:
    f.tag
except AttributeError as e:
    print(e)

def outer():
    def inner():
        pass
    return inner

print(outer().__qualname__)

class C:
    def m(self):
        def deep():
            pass
        return deep
    lam = lambda self: 0

print(C.m.__qualname__, C().m().__qualname__, C.lam.__qualname__, C.lam.__name__)
print((lambda: 0).__name__, f.__closure__, type(outer().__code__).__name__)
try:
    f.__name__ = 5
except TypeError as e:
    print(e)
print(f.__code__.co_name, f.__code__.co_varnames, f.__code__.co_argcount)
