# expect-error: ZeroDivisionError
# The frames of coroutines stand in tracebacks, one below the other, with their marks.
class Give:
    def __await__(self):
        yield 1
        return (
            1 / 0)


async def third():
    return 1 + await Give()


async def second(x):
    y = [x, await third()]
    return y


async def first():
    try:
        await second(
            2)
    except ZeroDivisionError as error:
        raise KeyError('first') from error


async def manage():
    async with Manager() as m:
        async for x in m:
            print([y async for y in several()])


class Manager:
    async def __aenter__(self):
        return self

    async def __aexit__(self, *info):
        print(info[0].__name__)
        await first()

    def __aiter__(self):
        return self

    async def __anext__(self):
        return 1


async def several():
    yield 1
    yield 1 // 0

c = manage()
while True:
    c.send(None)
