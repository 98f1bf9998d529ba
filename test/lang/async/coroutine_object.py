# Coroutine objects: type, names, attributes, methods, repr.
async def f(x):
    "doc"
    return await g(x)


class Stop:
    def __await__(self):
        yield 'stopped'


async def g(x):
    await Stop()
    return x


class A:
    async def method(self):
        return self

    @classmethod
    async def made(cls):
        return cls

    @staticmethod
    async def plain():
        return 'static'

c = f(1)
print(type(c).__name__, type(c), type(type(c)), c.__name__, c.__qualname__, f.__name__, f.__doc__)
print(repr(c).split(' at ')[0], repr(f).split(' at ')[0])
print(sorted(n for n in dir(c) if not n.startswith('__') or n in ('__await__', '__iter__', '__next__')))
print(c.cr_running, c.cr_suspended, c.cr_await, c.cr_origin, c.cr_frame is None, c.cr_code is f.__code__)
print(c.send(None))
print(c.cr_running, c.cr_suspended, c.cr_await.__name__, c.cr_frame is None)
try:
    c.send(None)
except StopIteration as stop:
    print('value', stop.value)
print(c.cr_running, c.cr_suspended, c.cr_await, c.cr_frame is None, c.cr_code is f.__code__)
c.__name__ = 'renamed'
c.__qualname__ = 'q.renamed'
print(c.__name__, c.__qualname__, repr(c).split(' at ')[0])
for name in ('__name__', '__qualname__'):
    try:
        setattr(c, name, 1)
    except TypeError as error:
        print(error)
for name in ('cr_running', 'cr_await', 'nothing'):
    try:
        setattr(c, name, 1)
    except AttributeError as error:
        print(type(error).__name__)
a = A()
for made in (a.method(), A.made(), A.plain(), a.plain()):
    print(made.__qualname__, repr(made).split(' at ')[0])
    try:
        made.send(None)
    except StopIteration as stop:
        print(stop.value is a, stop.value is A, stop.value == 'static')
w = f(2).__await__()
print(type(w).__name__, repr(w).split(' at ')[0], iter(w) is w)
print(sorted(n for n in dir(w) if n in ('send', 'throw', 'close', '__iter__', '__next__', '__await__')))
print(next(w))
try:
    next(w)
except StopIteration as stop:
    print(stop.value)
for wrong in (lambda: iter(c), lambda: next(c), lambda: list(c), lambda: 1 in c, lambda: [*c], lambda: len(c),
              lambda: c(), lambda: type(c)(), lambda: hash(c) == hash(c), lambda: c == c, lambda: bool(c),
              lambda: (lambda x, y: 0)(*c), lambda: dict(c), lambda: sum(c), lambda: tuple(c), lambda: zip(c),
              lambda: c + 1, lambda: c < c, lambda: c[0], lambda: next(c, 0), lambda: map(print, c)):
    try:
        print(wrong())
    except TypeError as error:
        print(str(error).replace('test/', ''))
print(f.__code__.co_flags & 0x80, g.__code__.co_flags & 0x2a0)
def gen():
    yield
unused = f(1)
try:
    type(gen()).send(unused, None)
except TypeError as error:
    print(error)
try:
    type(unused).send(gen(), None)
except TypeError as error:
    print(error)
unused.close()
