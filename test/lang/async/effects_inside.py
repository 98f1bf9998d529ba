# perdure-only
# Coroutines and asynchronous generators perform effects; handlers capture and resume them as they run.
from perdure import ctl, effect, handle, handler


@effect
def ask(key): ...


@effect
def choose(options): ...


class Give:
    def __await__(self):
        return (yield 'given')


def run(coroutine):
    try:
        while True:
            coroutine.send(None)
    except StopIteration as stop:
        return stop.value


@handler(ask)
class Answers:
    def ask(self, key):
        return key.upper()


@handler(choose)
class First:
    @ctl
    def choose(self, k, options):
        return ['chosen', k.send(options[0])]


async def inner(key):
    await Give()
    return ask(key) + '!'


async def items(keys):
    try:
        for key in keys:
            yield await inner(key), ask(key)
    finally:
        print('items end', ask('end'))


async def outer():
    found = [x async for x in items('ab')]
    async for x in items('c'):
        found.append(x)
    source = items('de')
    found.append(await anext(source))
    await source.aclose()
    return found


print(handle(Answers(), lambda: run(outer())))


async def picks():
    await Give()
    async with Manager() as m:
        return m, choose([1, 2])


class Manager:
    async def __aenter__(self):
        return choose('xy')

    async def __aexit__(self, *info):
        print('left', info[0])


print(handle(First(), lambda: run(picks())))


@handler(ask)
class Collects:
    def __init__(self):
        self.kept = None

    @ctl
    def ask(self, k, key):
        self.kept = k
        k.detach()
        return key


collects = Collects()
print(handle(collects, lambda: run(outer())))
steps = 0
answer = 'a'
while answer is not None and collects.kept is not None and steps < 20:
    k, collects.kept = collects.kept, None
    answer = k.send(f'<{steps}>')
    steps += 1
print(steps, answer)


@handler(ask)
class Raises:
    def ask(self, key):
        raise KeyError(key)


async def guarded():
    try:
        return await inner('x')
    except KeyError as error:
        return repr(error)
print(handle(Raises(), lambda: run(guarded())))


@handler(ask)
class Stops:
    @ctl
    def ask(self, k, key):
        return 'stopped at ' + key


async def cleans():
    try:
        async for x in items_quiet():
            await inner('never')
    finally:
        print('cleaned')


async def items_quiet():
    try:
        yield 1
    finally:
        print('quiet end')
c = cleans()
print(handle(Stops(), lambda: run(c)))
try:
    c.send(None)
except RuntimeError as error:
    print(error)
# expect: items end END
# expect: items end END
# expect: items end END
# expect: [('A!', 'A'), ('B!', 'B'), ('C!', 'C'), ('D!', 'D')]
# expect: left None
# expect: ['chosen', ['chosen', ('x', 1)]]
# expect: a
# expect: items end <4>
# expect: items end <7>
# expect: items end <10>
# expect: 11 [('<0>!', '<1>'), ('<2>!', '<3>'), ('<5>!', '<6>'), ('<8>!', '<9>')]
# expect: KeyError('x')
# expect: cleaned
# expect: stopped at never
# expect: cannot reuse already awaited coroutine
