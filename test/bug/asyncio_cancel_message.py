# Which CancelledError, with which message, arrives when a gather is cancelled: that of the last
# child in the order of its arguments, and of the first cancel when another one comes before it ends.
import asyncio


async def at_once():
    return 1


async def later(n):
    await asyncio.sleep(n)


def future():
    return asyncio.get_running_loop().create_future()


KINDS = {
    "future, value": lambda: [future(), at_once()],
    "value, future": lambda: [at_once(), future()],
    "two tasks": lambda: [later(1), later(2)],
    "task, value": lambda: [later(1), at_once()],
}


async def gathers(kind, keep):
    try:
        await asyncio.gather(*KINDS[kind](), return_exceptions=keep)
    except BaseException as error:
        print(kind, keep, repr(error))
        raise


async def waits(future):
    try:
        await future
    except asyncio.CancelledError as error:
        print("waits", repr(error))


async def main():
    for kind in KINDS:
        for keep in (False, True):
            task = asyncio.create_task(gathers(kind, keep))
            await asyncio.sleep(0.001)
            task.cancel("first")
            print(kind, repr((await asyncio.gather(task, return_exceptions=True))[0]))
    for error in asyncio.CancelledError("its own"), ValueError("another"):
        outcome = future()
        task = asyncio.create_task(waits(outcome))
        await asyncio.sleep(0)
        outcome.set_exception(error)
        task.cancel("too late")
        await task


asyncio.run(main())
