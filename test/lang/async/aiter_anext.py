# The builtins aiter and anext.
class Give:
    def __init__(self, value):
        self.value = value

    def __await__(self):
        return (yield self.value)


def run(coroutine):
    seen = []
    while True:
        try:
            seen.append(coroutine.send(None))
        except StopIteration as stop:
            return seen, stop.value


async def ag(n=2):
    for i in range(n):
        await Give(f'a{i}')
        yield i


class Iter:
    def __init__(self, n):
        self.n = n

    def __aiter__(self):
        return self

    async def __anext__(self):
        await Give('next')
        if not self.n:
            raise StopAsyncIteration
        self.n -= 1
        return self.n


class NotIter:
    def __aiter__(self):
        return 5


class NotAwaitable(Iter):
    def __anext__(self):
        return 5


class Raises(Iter):
    def __anext__(self):
        raise KeyError('anext')

    def __aiter__(self):
        raise KeyError('aiter')


def tell(f, *args):
    try:
        print(f(*args))
    except BaseException as error:
        print(type(error).__name__, error)


async def use(make):
    it = make(2)
    out = [aiter(it) is it, await anext(it), await anext(it, 'default'), await anext(it, 'default')]
    out.append(await anext(it, None))
    try:
        await anext(it)
    except StopAsyncIteration as error:
        out.append(repr(error))
    return out
print(run(use(ag)))
print(run(use(Iter)))


async def inner_error():
    async def fails():
        yield 1
        1 / 0
    f = fails()
    return await anext(f), await anext(f, 'default')


async def not_awaitable():
    return await anext(NotAwaitable(1))
for f in (inner_error, not_awaitable):
    tell(lambda: run(f()))
a = ag()
step = anext(a)
print(type(step).__name__)
step.close()
for call in (lambda: aiter(5), lambda: aiter([1]), lambda: aiter(NotIter()), lambda: aiter(Raises(1)), lambda: anext(5), lambda: anext(iter([])),
             lambda: anext(5, 1), lambda: anext(NotIter()), lambda: aiter(), lambda: anext(), lambda: aiter(a, 1),
             lambda: anext(a, 1, 2), lambda: aiter(async_iterable=a), lambda: anext(a, default=1), lambda: anext(NotAwaitable(1)),
             lambda: anext(Raises(1))):
    tell(call)
print(aiter.__name__, anext.__name__, repr(aiter), callable(anext))


class OnInstance:
    pass
o = OnInstance()
o.__aiter__ = lambda: a
o.__anext__ = lambda: 1
tell(aiter, o)
tell(anext, o)
