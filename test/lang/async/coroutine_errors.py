# What awaiting and resuming complain about.
class Give:
    def __await__(self):
        return (yield 'given')


def run(coroutine):
    try:
        while True:
            coroutine.send(None)
    except StopIteration as stop:
        return stop.value


def tell(what, *args):
    try:
        print('value', what(*args))
    except BaseException as error:
        print(type(error).__name__, error, '|', repr(error.__cause__), '|', repr(error.__context__))
    while made:
        made.pop().close()


made = []  # what CPython would warn about if it were dropped


async def ok():
    await Give()
    return 1


async def waits(x):
    return await x


class NotIter:
    def __await__(self):
        return 5


def keep(coroutine):
    made.append(coroutine)
    return coroutine


class Coro:
    def __await__(self):
        return keep(ok())


class Lst:
    def __await__(self):
        return [1]


class Fails:
    def __await__(self):
        raise KeyError('await')


class NoneAwait:
    __await__ = None


class Static:
    @staticmethod
    def __await__():
        return iter(())


class Iter:
    def __await__(self):
        return iter([1, 2, 3])


class Wrapper:
    def __await__(self):
        return ok().__await__()

def generator():
    yield

for thing in (5, None, 'text', generator(), [1], NotIter(), Coro(), Lst(), Fails(), Static(), Iter(), Wrapper(), Give, int):
    tell(run, waits(thing))
tell(run, waits(NoneAwait()))
c = ok()
tell(c.send, 1)
tell(c.send, None)
tell(run, waits(c))
tell(run, c)
tell(run, c)
tell(c.send, None)
tell(c.throw, ValueError('x'))
tell(c.close)
tell(run, waits(c))


async def stops():
    raise StopIteration('mine')


async def stops_async():
    raise StopAsyncIteration('mine')


async def exits():
    raise GeneratorExit('mine')
for f in (stops, stops_async, exits):
    tell(run, f())


async def reenters():
    holder[0].send(None)
holder = [None]
holder[0] = reenters()
tell(run, holder[0])
holder[0] = reenters()
tell(run, waits(holder[0]))


async def self_awaits():
    await holder[0]
holder[0] = self_awaits()
tell(run, holder[0])


def yields_from(x):
    yield from x
tell(list, yields_from(keep(ok())))
tell(list, yields_from(ok().__await__()))
tell(lambda: [x for x in keep(ok())])
def unpack():
    a, b = keep(ok())
tell(unpack)
c = ok()
tell(c.send)
tell(c.throw)
tell(c.throw, 5)
tell(c.close, 1)
c.close()
