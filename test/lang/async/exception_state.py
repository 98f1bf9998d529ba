# What is being handled, across awaits and yields: each coroutine has its own.
import sys


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


def now():
    return repr(sys.exc_info()[1])


async def inner():
    before = now()
    try:
        raise KeyError('inner')
    except KeyError:
        await Give(now())
        middle = now()
    return before, middle, now()


async def outer():
    try:
        raise ValueError('outer')
    except ValueError:
        first = await inner()
        return first, now()
print(run(outer()), now())
c = outer()
try:
    1 / 0
except ZeroDivisionError:
    print(c.send(None), now())
print(now())
try:
    c.send(None)
except StopIteration as stop:
    print(stop.value, now())


async def contexts():
    try:
        raise ValueError('first')
    except ValueError:
        try:
            await fails()
        except OSError as error:
            return repr(error.__context__), repr(error.__context__.__context__)


async def fails():
    try:
        raise KeyError('second')
    finally:
        await Give('wait')
        raise OSError('third')
print(run(contexts()))


async def agen():
    try:
        raise KeyError('in generator')
    except KeyError:
        yield now()
        yield now()
    yield now()


async def over():
    out = []
    try:
        raise ValueError('loop')
    except ValueError:
        async for x in agen():
            out.append((x, now()))
    out.append(now())
    return out
print(run(over()))


async def thrown_context():
    try:
        await Give(1)
    except KeyError as error:
        return repr(error.__context__), repr(error)
c = thrown_context()
c.send(None)
try:
    raise ValueError('around')
except ValueError:
    try:
        c.throw(KeyError('thrown'))
    except StopIteration as stop:
        print(stop.value)


async def reraise():
    try:
        await fails()
    except OSError:
        await Give('between')
        raise
try:
    print(run(reraise()))
except OSError as error:
    print(repr(error), repr(error.__context__))


async def bare():
    raise
try:
    run(bare())
except RuntimeError as error:
    print(error)
try:
    1 / 0
except ZeroDivisionError:
    try:
        run(bare())
    except BaseException as error:
        print(repr(error))


async def closing():
    try:
        await Give('held')
    finally:
        print(now())
c = closing()
c.send(None)
c.close()
a = agen()
try:
    a.asend(None).send(None)
except StopIteration as stop:
    print(stop.value)
try:
    a.athrow(OSError('into')).send(None)
except OSError as error:
    print(repr(error), repr(error.__context__))
