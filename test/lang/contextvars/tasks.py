# Each task and callback of asyncio has a copy of the context in which it was made.
# resume-every: 37
import asyncio
from contextvars import Context, ContextVar, copy_context

var = ContextVar("var", default="none")
log = []


async def child(name, turns):
    seen = [var.get()]
    var.set(name)
    for _ in range(turns):
        await asyncio.sleep(0)
        seen.append(var.get())
    return seen


async def grandchild():
    var.set("set by grandchild")
    return await asyncio.create_task(child("leaf", 1))


async def plain():
    var.set("set by what is awaited")


def note(*args):
    log.append((var.get(), len(args)))
    var.set("by a callback")


async def main():
    loop = asyncio.get_running_loop()
    print(var.get())
    var.set("main")
    print(await asyncio.gather(child("a", 2), child("b", 2)), var.get())
    task = asyncio.create_task(child("late", 1))
    var.set("after the task")
    print(await task, var.get())
    print(await asyncio.create_task(grandchild()), var.get())
    await plain()
    print(var.get())
    await asyncio.create_task(plain())

    # callbacks
    future = loop.create_future()
    future.add_done_callback(note)
    loop.call_soon(note, 1)
    loop.call_later(0.001, note, 1, 2)
    var.set("set later")
    future.add_done_callback(note)
    other = copy_context()
    other.run(var.set, "other")
    future.add_done_callback(note, context=other)
    loop.call_soon(note, 1, 2, 3, context=other)
    loop.call_later(0.002, note, 1, 2, 3, 4, context=other)
    future.set_result(None)
    await asyncio.sleep(0.01)
    future.add_done_callback(note)
    await asyncio.sleep(0)
    print(log)
    print(var.get(), other[var])

    # a given context is shared by the tasks that are given it
    shared = Context()
    first = asyncio.create_task(child("first", 2), context=shared)
    second = asyncio.create_task(child("second", 2), context=shared)
    print(await first, await second, shared[var], var.get())
    async with asyncio.TaskGroup() as group:
        third = group.create_task(child("third", 0), context=shared)
        fourth = group.create_task(child("fourth", 0))
    print(third.result(), fourth.result(), shared[var])
    task = loop.create_task(grandchild(), context=shared)
    print(await task, shared[var])
    token = var.set("timeout")
    async with asyncio.timeout(1):
        print(await asyncio.wait_for(child("waited for", 1), 1), var.get())
    var.reset(token)
    print(var.get())
    async for value in numbers():
        print(value, var.get())


async def numbers():
    for n in range(2):
        var.set(n)
        await asyncio.sleep(0)
        yield n


var.set("before the loop")
asyncio.run(main())
print(var.get())
with asyncio.Runner() as runner:
    runner.run(plain())
    runner.run(main())
    print(runner.get_loop().run_until_complete(child("of the loop", 0)))
    runner.run(plain(), context=copy_context())
print(var.get())
