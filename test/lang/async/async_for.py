# async for: else, break, continue, nesting, exceptions, targets.
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


class Count:
    def __init__(self, n, fail=None):
        self.i, self.n, self.fail = 0, n, fail

    def __aiter__(self):
        return self

    async def __anext__(self):
        await Give(f'next {self.i}')
        if self.i == self.fail:
            raise KeyError(self.i)
        if self.i >= self.n:
            raise StopAsyncIteration('end')
        self.i += 1
        return self.i


def tell(f, *args):
    try:
        print(run(f(*args)))
    except BaseException as error:
        print(repr(error), repr(error.__context__))


async def plain(n):
    out = []
    async for x in Count(n):
        out.append(x)
    else:
        out.append('else')
    return out


async def jumps():
    out = []
    async for x in Count(9):
        if x % 2:
            continue
        if x > 5:
            break
        out.append(x)
    else:
        out.append('never')
    return out


async def nested():
    out = []
    async for a in Count(3):
        async for b in Count(a):
            if b == 2:
                break
            out.append((a, b))
        else:
            continue
        out.append('broken')
    return out


async def failing():
    try:
        async for x in Count(5, 2):
            last = x
    except KeyError as error:
        return last, repr(error)
    finally:
        await Give('finally')


async def body_stops():
    try:
        async for x in Count(3):
            raise StopAsyncIteration('from the body')
    except StopAsyncIteration as error:
        return repr(error)


async def kept(x='before'):
    async for x in Count(0):
        pass
    return x


async def unpacked():
    out = []
    async for i, (a, *b) in Pairs():
        out.append((i, a, b))
    async for out[0] in Count(2):
        pass
    return out


class Pairs:
    async def __aiter__(self):
        yield 0, 'abc'
        yield 1, 'd'


async def _pairs():
    yield 0, 'abc'
    yield 1, 'd'
Pairs.__aiter__ = lambda self: _pairs()


async def bad_target():
    async for a, b in Count(1):
        pass


async def returning():
    async for x in Count(3):
        try:
            return x
        finally:
            await Give('left')


async def handled():
    import sys
    try:
        1 / 0
    except ZeroDivisionError:
        async for x in Count(1):
            pass
        return repr(sys.exc_info()[1])


async def after():
    import sys
    async for x in Count(1):
        pass
    return sys.exc_info(), x


async def in_while():
    n = 0
    while n < 3:
        async for x in Count(n):
            if x == 2:
                return n
        n += 1

tell(plain, 0)
tell(plain, 3)
for f in (jumps, nested, failing, body_stops, kept, unpacked, bad_target, returning, handled, after, in_while):
    tell(f)
