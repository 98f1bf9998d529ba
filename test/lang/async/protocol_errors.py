# async for over what is no asynchronous iterable, and what __aiter__ and __anext__ may give.
def run(coroutine):
    try:
        while True:
            coroutine.send(None)
    except StopIteration as stop:
        return stop.value


async def loop(x):
    out = []
    async for v in x:
        out.append(v)
        if len(out) > 2:
            break
    return out


class Base:
    def __aiter__(self):
        return self


class NoAnext:
    def __aiter__(self):
        return self


class AiterAwaitable:
    async def __aiter__(self):
        return self


class AnextNumber(Base):
    def __anext__(self):
        return 1


class AnextNone(Base):
    __anext__ = None


class AiterNone:
    __aiter__ = None


class AnextRaises(Base):
    def __anext__(self):
        raise KeyError('anext')


class AnextStops(Base):
    def __anext__(self):
        raise StopAsyncIteration('at once')


class AnextStopIteration(Base):
    def __anext__(self):
        raise StopIteration('at once')


class AiterRaises:
    def __aiter__(self):
        raise KeyError('aiter')


class AiterStops:
    def __aiter__(self):
        raise StopAsyncIteration('aiter')


class BadAwait:
    def __await__(self):
        return 5


class RaisingAwait:
    def __await__(self):
        raise KeyError('await')


class StoppingAwait:
    def __await__(self):
        raise StopAsyncIteration('await')


class IterAwait:
    def __await__(self):
        return iter([])


class CoroutineAwait:
    def __await__(self):
        return self.made

    async def f(self):
        pass

    def __init__(self):
        self.made = self.f()


def anext_gives(value):
    class A(Base):
        def __anext__(self):
            return value
    return A()


class AnextStatic(Base):
    count = 0

    @classmethod
    async def __anext__(cls):
        cls.count += 1
        return cls.count


class OnInstance:
    def __init__(self):
        self.__aiter__ = lambda: self


class StopsSub(StopAsyncIteration):
    pass


class AnextSubclass(Base):
    async def __anext__(self):
        raise StopsSub('sub')

coroutine = CoroutineAwait()
for x in (5, None, [1], 'abc', (i for i in ()), NoAnext(), AnextNumber(), AnextNone(), AiterNone(),
          AnextRaises(), AnextStops(), AnextStopIteration(), AiterRaises(), AiterStops(), anext_gives(BadAwait()),
          anext_gives(RaisingAwait()), anext_gives(StoppingAwait()), anext_gives(IterAwait()), anext_gives(coroutine),
          anext_gives([]), AnextStatic(), OnInstance(), AnextSubclass(), int):
    try:
        print(type(x).__name__, run(loop(x)))
    except BaseException as error:
        print(type(x).__name__, type(error).__name__, error, '|', repr(error.__cause__), '|', repr(error.__context__))
coroutine.made.close()
