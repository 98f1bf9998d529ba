# async def, await, and a coroutine driven by hand.
class Give:
    def __init__(self, value):
        self.value = value

    def __await__(self):
        return (yield self.value)


def run(coroutine):
    seen, answer = [], None
    while True:
        try:
            seen.append(coroutine.send(answer))
        except StopIteration as stop:
            return seen, stop.value
        answer = len(seen) * 10


async def inner(x):
    a = await Give(x)
    b = await Give(x + 1)
    return a + b


async def outer():
    return await inner(1) + await inner(5)


async def nothing():
    pass


async def nested():
    async def local(n):
        if n:
            return await local(n - 1) + 1
        return await Give('deep')
    return await local(5)


async def expressions(flag):
    items = [await Give(1), await Give(2)]
    pair = (await Give(3), *items, await Give(4))
    mapping = {await Give('k'): await Give('v')}
    text = f"{await Give('f')!r:>6}|{await inner(0)}"
    chosen = await Give('a') if flag else await Give('b')
    both = await Give('l') and await Give('r')
    compared = await Give(0) < await Give(1) < await Give(2)
    return pair, mapping, text, chosen, both, compared, -await Give(7), await Give(8) ** 2, not await Give(9)

print(run(outer()))
print(run(nothing()))
print(run(nested()))
print(run(expressions(True)))
print(run(expressions(False)))


async def keyword(a, /, b=2, *c, d, **e):
    await Give((a, b, c, d, e))
    return a
print(run(keyword(1, d=4)))
print(run(keyword(1, 2, 3, d=4, z=5)))
for wrong in (lambda: keyword(), lambda: keyword(1), lambda: keyword(1, d=1, a=2, b=3, c=4)):
    try:
        print(run(wrong()))
    except TypeError as error:
        print(error)


async def locals_stay():
    total = 0
    for i in range(4):
        x = await Give(i)
        total += x
        del x
    return total, sorted(locals())
print(run(locals_stay()))
