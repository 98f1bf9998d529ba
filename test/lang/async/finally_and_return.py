# Ways out of try blocks with await in them.
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
        except BaseException as error:
            return seen, repr(error), repr(error.__context__)


async def value(x):
    await Give(x)
    return x


async def returns():
    try:
        return await value('try')
    finally:
        await value('finally')


async def overrides():
    try:
        return await value('try')
    finally:
        return await value('finally')


async def swallows():
    try:
        raise KeyError(await value('key'))
    except KeyError as error:
        return await value(repr(error))
    else:
        await value('else')
    finally:
        await value('done')


async def loops():
    out = []
    for i in range(5):
        try:
            if i == 1:
                continue
            if i == 3:
                break
            out.append(await value(i))
        finally:
            out.append(await value(-i))
    else:
        out.append('else')
    return out


async def nested():
    try:
        try:
            await value(1 // 0)
        finally:
            try:
                await value('in finally')
                raise OSError
            except OSError:
                await value('except in finally')
    except ZeroDivisionError:
        try:
            return await value('outer')
        finally:
            await value('last')


async def in_handler():
    try:
        raise KeyError('a')
    except KeyError as error:
        await value(repr(error))
        try:
            raise ValueError('b') from error
        except ValueError as second:
            await value(repr(second.__cause__))
    try:
        error
    except NameError as missing:
        return str(missing)


async def deleted():
    x = 1
    del x
    try:
        await value(x)
    except UnboundLocalError as error:
        return str(error)


async def dies():
    try:
        await value('x')
    finally:
        await value('y')
        [][0]


async def with_walrus():
    while (n := await value(3)) > 2:
        if (m := await value(n - 1)) == 2:
            return n, m


async def chained():
    a = b = await value('both')
    c, *d = await value('split'), *(await value((1, 2)))
    x = [0, 0]
    x[await value(1)] = await value('item')
    x[await value(0)] += await value(5)
    assert await value(True), await value('never')
    try:
        assert await value(0), await value('message')
    except AssertionError as error:
        return a, b, c, d, x, str(error)

for f in (returns, overrides, swallows, loops, nested, in_handler, deleted, dies, with_walrus, chained):
    print(f.__name__, run(f()))
