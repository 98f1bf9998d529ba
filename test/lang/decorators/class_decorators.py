# Decorators on classes, classes as decorators, decorators that return anything.
registry = {}

def register(cls):
    registry[cls.__name__] = cls
    return cls

def add_repr(*fields):
    def deco(cls):
        def __repr__(self):
            inner = ', '.join(f'{f}={getattr(self, f)!r}' for f in fields)
            return f'{cls.__name__}({inner})'
        cls.__repr__ = __repr__
        return cls
    return deco

@register
@add_repr('x', 'y')
class P:
    def __init__(self, x, y):
        self.x, self.y = x, y

print(P(1, 'b'), registry['P'] is P)

class count:
    def __init__(self, f):
        self.f, self.n = f, 0
    def __call__(self, *a):
        self.n += 1
        return self.f(*a)

@count
def twice(x):
    return x * 2

print(twice(2), twice('ab'), twice.n)

@(lambda f: f(3))
def value(n):
    return [n] * n
print(value)

@sorted
@vars
class names:
    pass
print('__module__' in names, names == sorted(names))

@str.upper
@(lambda c: c.__qualname__)
class Shout(int): ...
print(Shout)
