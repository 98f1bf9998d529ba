# yield as an expression in asynchronous generators: nested, in calls and conditions, next to await.
class Give:
    def __init__(self, value):
        self.value = value

    def __await__(self):
        return (yield self.value)


def run(coroutine):
    seen = []
    while True:
        try:
            seen.append(coroutine.send(f'a{len(seen)}' if seen else None))
        except StopIteration as stop:
            return seen, stop.value


async def everywhere():
    x = yield
    y = yield x, (yield 'inner')
    z = [(yield 1), await Give('list'), (yield 2)]
    if (yield 'condition') and await Give('and'):
        yield {'k': (yield 'value')}, x, y, z
    while (w := (yield 'while')) != 'stop':
        yield f"{w}{(yield 'in f-string')}"
    print((yield 'argument'), await Give('argument'), sep=(yield 'sep'))
    lambda: (yield)
    try:
        raise KeyError((yield 'raise'))
    except KeyError as error:
        yield repr(error)
    async with Manager((yield 'manager')) as m:
        yield m, (yield 'with')
    async for i in numbers((yield 'count')):
        yield i, await Give(i)


class Manager:
    def __init__(self, name):
        self.name = name

    async def __aenter__(self):
        return await Give(self.name)

    async def __aexit__(self, *info):
        await Give('left')


async def numbers(n):
    for i in range(n):
        yield (yield i)


async def main():
    g = everywhere()
    sent = [None, 'x', 'i', 'y', 1, 2, True, 'v', None, 'go', 'f', None, 'stop', 'p', '-', 'key', None, 'M', 'w', None, 2]
    out = []
    for value in sent:
        out.append(await g.asend(value))
    out += [x async for x in g]
    return out
seen, out = run(main())
print(seen)
for value in out:
    print(value)
