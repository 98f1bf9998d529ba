# TaskGroup and a cancel from outside.
import asyncio


async def sleeper(log, name):
    try:
        await asyncio.sleep(10)
    except asyncio.CancelledError:
        log.append(name)
        await asyncio.sleep(0)
        log.append(name + " cleaned")
        raise


async def group(log, inside):
    try:
        async with asyncio.TaskGroup() as g:
            g.create_task(sleeper(log, "a"))
            g.create_task(sleeper(log, "b"))
            if inside:
                await asyncio.sleep(10)
    finally:
        log.append("group ends")


async def main():
    for inside in (False, True):
        log = []
        t = asyncio.create_task(group(log, inside))
        for _ in range(3):
            await asyncio.sleep(0)
        t.cancel()
        try:
            await t
        except asyncio.CancelledError:
            print("cancelled", sorted(log[:2]), sorted(log[2:4]), log[4:], t.cancelled())

    async def error_and_cancel(log):
        async def bad():
            try:
                await asyncio.sleep(10)
            except asyncio.CancelledError:
                raise ValueError("instead")
        async with asyncio.TaskGroup() as g:
            g.create_task(bad())
            g.create_task(sleeper(log, "x"))
    log = []
    t = asyncio.create_task(error_and_cancel(log))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    t.cancel()
    try:
        await t
    except BaseException as error:
        print(repr(error), log, t.cancelled())

asyncio.run(main())
