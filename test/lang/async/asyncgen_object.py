# Asynchronous generators as objects: types, attributes, what they are not.
class Give:
    def __await__(self):
        return (yield 'given')


async def ag(n=2):
    for i in range(n):
        await Give()
        yield i


def tell(f):
    try:
        print(f())
    except BaseException as error:
        print(type(error).__name__, error)

a = ag()
print(type(a).__name__, type(a), repr(a).split(' at ')[0], a.__name__, a.__qualname__)
print(sorted(n for n in dir(a) if not n.startswith('__') or n in ('__aiter__', '__anext__', '__await__', '__iter__')))
print(a.ag_running, a.ag_await, a.ag_frame is None, a.ag_code is ag.__code__, a.__aiter__() is a)
print(ag.__code__.co_flags & 0x2a0)
step = a.__anext__()
print(type(step).__name__, repr(step).split(' at ')[0], step.__await__() is step, iter(step) is step)
print(sorted(n for n in dir(step) if n in ('send', 'throw', 'close', '__iter__', '__next__', '__await__')))
print(a.ag_running)
print(step.send(None), a.ag_running, a.ag_await.__name__)
tell(lambda: step.send(None))
print(a.ag_running, a.ag_await)
tell(lambda: step.send(None))
tell(lambda: step.throw(ValueError))
print(step.close())
for make in (lambda: a.asend(1), lambda: a.athrow(ValueError), lambda: a.aclose()):
    made = make()
    print(type(made).__name__, repr(made).split(' at ')[0])
a.__name__ = 'named'
a.__qualname__ = 'quite.named'
print(a.__name__, repr(a).split(' at ')[0])
for name, value in (('__name__', 1), ('__qualname__', None), ('ag_running', 1), ('other', 2)):
    def put():
        setattr(a, name, value)
    try:
        put()
    except (TypeError, AttributeError) as error:
        print(type(error).__name__)
for f in (lambda: iter(a), lambda: next(a), lambda: list(a), lambda: [*a], lambda: 1 in a, lambda: len(a), lambda: a(),
          lambda: type(a)(), lambda: bool(a), lambda: a == a, lambda: a.send(None), lambda: a.asend(),
          lambda: a.aclose(1), lambda: a.asend(1, 2), lambda: a.__anext__(1), lambda: a.throw(1), lambda: next(a, 1),
          lambda: type(step)(), lambda: type(a).asend(1, 2), lambda: hash(a) == hash(a)):
    tell(f)
def drive(awaitable):
    try:
        while True:
            awaitable.send(None)
    except StopIteration as stop:
        return stop.value
tell(lambda: drive(a.__anext__()))
tell(lambda: drive(a.__anext__()))
print(a.ag_running, a.ag_await, a.ag_frame, a.ag_code is ag.__code__)
tell(lambda: drive(a.__anext__()))


class C:
    async def method(self):
        yield self

    @classmethod
    async def made(cls):
        yield cls

    @staticmethod
    async def static():
        yield 3
c = C()
print(repr(c.method()).split(' at ')[0], repr(C.made()).split(' at ')[0])
tell(lambda: drive(c.method().__anext__()) is c)
tell(lambda: drive(C.made().__anext__()) is C)
tell(lambda: drive(C.static().__anext__()))
