# Errors of asynchronous comprehensions.
def run(coroutine):
    try:
        while True:
            coroutine.send(None)
    except StopIteration as stop:
        return stop.value


async def agen():
    yield 1


async def over_list():
    return [x async for x in 5]


async def sync_over_async():
    return [x for x in agen()]


async def inner_list():
    return [y async for x in agen() async for y in (lambda: x)]


async def bad_await():
    return [await x for x in (1, 2)]


async def generator_over_list():
    g = (x async for x in 5)
    return g


async def list_of_async_generator():
    return list(x async for x in agen())


async def lazily():
    g = (x async for x in agen() if 1 // 0)
    async for x in g:
        pass


async def sum_it():
    return sum([x async for x in agen()]), sum(x async for x in agen())


async def await_generator():
    return await (x async for x in agen())


async def for_generator():
    for x in (x async for x in agen()):
        pass


async def async_for_plain():
    async for x in (y for y in (1, 2)):
        pass

for f in (over_list, sync_over_async, inner_list, bad_await, generator_over_list, list_of_async_generator, lazily, sum_it,
          await_generator, for_generator, async_for_plain):
    try:
        print(run(f()))
    except BaseException as error:
        print(type(error).__name__, error)
