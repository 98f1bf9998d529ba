# perdure-only
# resume-every: 97
# expect: b 0.5 100.5
# expect: a 1 101.0
# expect: later
# expect: a 2 103.0
# expect: a 3 106.0
# expect: b 86400 86500.5
# expect: wait_for 86510.5
# expect: in time
# expect: timeout 86515.5
# expect: 1 1 86522.5
# expect: cancelled 86523.5
# expect: (57.0, 86524.5) 57.0
# expect: [0.5, 0.5, 1.5, 0.5, 3.0, 86394.5, 10.0, 3.0, 2.0, 1.0, 6.0, 1.0, 1.0]
# expect: [('a', 0, 100), ('a', 1, 200), ('b', 0, 300), ('a', 2, 300), ('b', 1, 600)] 600
# expect: [100, 100, 100, 300]
# expect: [1, 2, 3] [2]
# expect: True
# expect: OSError('no sleep')
# expect: 0 {'sleep'}
# expect: [1, 2]
# expect: DeadlockError
# Timers of a loop ask the handlers around the loop for the time, and let it go by through them.
import asyncio

import perdure
from perdure import DeadlockError, handle, handler, now, sleep, spawn
from perdure.handlers import MockHost, Observe


async def worker(name, delays):
    loop = asyncio.get_running_loop()
    for delay in delays:
        await asyncio.sleep(delay)
        print(name, delay, loop.time())


async def day():
    loop = asyncio.get_running_loop()
    loop.call_later(2.5, print, "later")
    await asyncio.gather(worker("a", [1, 2, 3]), worker("b", [0.5, 86400]))
    try:
        await asyncio.wait_for(asyncio.sleep(1000), 10)
    except TimeoutError:
        print("wait_for", loop.time())
    try:
        async with asyncio.timeout(5):
            await asyncio.sleep(3)
            print("in time")
            await asyncio.sleep(3)
    except TimeoutError:
        print("timeout", loop.time())
    tasks = [asyncio.create_task(asyncio.sleep(delay)) for delay in (1, 100)]
    done, pending = await asyncio.wait(tasks, timeout=7)
    print(len(done), len(pending), loop.time())
    for timer in [loop.call_later(1 + n / 1000, print, n) for n in range(200)]:
        timer.cancel()
    await asyncio.sleep(1)
    print("cancelled", loop.time())
    # A task asks the loop, not the handlers of its own spawn site, which are not the loop's.
    other = MockHost(now=7.0)
    print(await handle(other, asyncio.create_task, inner()), other.time)


async def inner():
    loop = asyncio.get_running_loop()
    sleep(50)
    await asyncio.sleep(1)
    return now(), loop.time()


world = MockHost(now=100.0)
handle(world, asyncio.run, day())
print(world.output, end="")
print([arguments[0] for name, arguments in world.calls if name == "sleep"])


# A handler that does not wait, and one whose clock does not go on.
@handler
class Slept:
    def __init__(self):
        self.slept = []

    def sleep(self, seconds):
        self.slept.append(round(seconds))


@handler
class Stopped(Slept):
    def now(self):
        return 5.0

    def sleep(self, seconds):
        self.slept.append(seconds)


async def two():
    loop = asyncio.get_running_loop()
    start = loop.time()
    seen = []

    async def one(name, delay, count):
        for i in range(count):
            await asyncio.sleep(delay)
            seen.append((name, i, round(loop.time() - start)))

    await asyncio.gather(one("a", 100, 3), one("b", 300, 2))
    print(seen, round(loop.time() - start))


stopped = Stopped()
handle(stopped, asyncio.run, two())
print([round(seconds) for seconds in stopped.slept])


async def order():
    seen = []
    waits = [asyncio.sleep(delay, delay) for delay in (3, 1, 2)]
    for each in asyncio.as_completed(waits):
        seen.append(await each)
    return seen


slept = Slept()
print(handle(slept, asyncio.run, order()), [len(slept.slept) - 1])


# Who is always ready does not hold the timers.
@handler
class Steps:
    t = 0.0

    def now(self):
        self.t += 0.125
        return self.t


async def busy():
    flag = []
    asyncio.get_running_loop().call_later(1, flag.append, True)
    turns = 0
    while not flag:
        await asyncio.sleep(0)
        turns += 1
    return turns


print(handle(Steps(), asyncio.run, busy()) < 1000)


@handler
class Fails:
    def sleep(self, seconds):
        raise OSError("no sleep")


try:
    handle(Fails(), asyncio.run, asyncio.sleep(1))
except OSError as error:
    print(repr(error))


# Who only looks on lets the host wait; a timer that is set meanwhile and is earlier is not late.
async def woken():
    loop = asyncio.get_running_loop()
    seen = []

    def wakes():
        sleep(0.01)
        loop.call_later(0.01, seen.append, 1)

    spawn(wakes)
    await asyncio.sleep(0.2)
    seen.append(2)
    return seen


calls = []
watch = Observe(perdure.host.sleep, by=lambda name, *rest: calls.append(name))
seen = handle(watch, asyncio.run, asyncio.sleep(0.05, 0))
print(seen, set(calls))
print(handle(watch, asyncio.run, woken()))


async def forever():
    await asyncio.get_running_loop().create_future()


try:
    handle(MockHost(), asyncio.run, forever())
except DeadlockError as error:
    print(type(error).__name__)
