# Asynchronous generators in async for, nested, delegating by hand, with context managers and finally.
class Give:
    def __init__(self, value):
        self.value = value

    def __await__(self):
        return (yield self.value)


def run(coroutine):
    seen = []
    while True:
        try:
            seen.append(coroutine.send(len(seen) if seen else None))
        except StopIteration as stop:
            return seen, stop.value


async def tree(n):
    if n:
        async for x in tree(n - 1):
            yield x
        yield n
        async for x in tree(n - 1):
            yield x


async def lines(text):
    try:
        for line in text.split():
            await Give('read')
            yield line
    finally:
        await Give('closed')


async def numbered(source, start=0):
    async for item in source:
        yield start, item
        start += 1


async def take(source, n):
    async for item in source:
        if n <= 0:
            return
        yield item
        n -= 1


async def merged(*sources):
    live = [s.__aiter__() for s in sources]
    while live:
        for s in list(live):
            try:
                yield await s.__anext__()
            except StopAsyncIteration:
                live.remove(s)


async def main():
    out = [[x async for x in tree(3)]]
    out.append([x async for x in numbered(lines('a b c'), 5)])
    source = lines('d e f')
    out.append([x async for x in take(source, 1)])
    out.append([x async for x in source])
    await source.aclose()
    out.append([x async for x in merged(lines('1 2 3'), tree(1), lines('x'))])
    return out


async def two_at_once():
    a, b = tree(2), tree(2)
    pairs = []
    async for x in a:
        y = await b.__anext__()
        pairs.append((x, y))
    try:
        await b.__anext__()
    except StopAsyncIteration:
        pairs.append('both at their end')
    return pairs


async def accumulate():
    total = 0
    while True:
        got = yield total
        if got is None:
            return
        total += got


async def drive_by_hand():
    a = accumulate()
    out = [await a.asend(None)]
    for x in (1, 2, 3):
        out.append(await a.asend(x))
    async for x in a:
        out.append('never')
    return out


async def break_and_go_on():
    a = lines('p q r')
    async for x in a:
        break
    rest = [y async for y in a]
    return x, rest


class Resource:
    async def __aenter__(self):
        await Give('open')
        return self

    async def __aexit__(self, *info):
        await Give(f'close {info[0] and info[0].__name__}')

    async def rows(self):
        async with Resource():
            yield 1
            yield 2


async def with_resource():
    async with Resource() as r:
        async for row in r.rows():
            pass
    rows = r.rows()
    async for row in rows:
        break
    await rows.aclose()
    rows = r.rows()
    await rows.asend(None)
    try:
        await rows.athrow(KeyError('thrown'))
    except KeyError as error:
        return row, repr(error)



for f in (main, two_at_once, drive_by_hand, break_and_go_on, with_resource):
    print(run(f()))
