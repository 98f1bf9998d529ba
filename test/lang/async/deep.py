# Many coroutines that await each other, and the recursion limit.
# resume-every: 199
import sys


class Give:
    def __await__(self):
        return (yield 1)


async def deep(n):
    if n == 0:
        return await Give()
    return await deep(n - 1) + 1


def run(c):
    n = 0
    try:
        while True:
            c.send(n)if n else c.send(None)
            n += 1
    except StopIteration as stop:
        return stop.value
print(run(deep(200)))


async def endless():
    await endless()
try:
    run(endless())
except RecursionError as error:
    print(type(error).__name__)


async def nested(n):
    if n:
        async for x in nested(n - 1):
            yield x + 1
    else:
        yield 0


async def total():
    return [x async for x in nested(60)]
print(run(total()))
many = [deep(3) for _ in range(300)]
for c in many:
    c.send(None)
print(sum(run(c) or 0 for c in ()) + len(many))
for c in many:
    c.close()
chain = []
async def link(previous):
    return (await previous if previous else 0) + 1
c = None
for i in range(150):
    c = link(c)
print(run(c))
