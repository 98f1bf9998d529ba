# wait_for: in time, too late, at once, failing, cancelled.
# resume-every: 97
import asyncio


async def after(seconds, value, log=None):
    try:
        await asyncio.sleep(seconds)
        return value
    except asyncio.CancelledError:
        if log is not None:
            log.append("cancelled")
        raise


async def main():
    print(await asyncio.wait_for(after(0.001, "in time"), 5))
    print(await asyncio.wait_for(after(0, "no limit"), None))
    log = []
    try:
        await asyncio.wait_for(after(5, "late", log), 0.005)
    except asyncio.TimeoutError as error:
        print("late", repr(error), log, repr(error.__cause__))
    for limit in (0, -1):
        log = []
        try:
            await asyncio.wait_for(after(5, "x", log), limit)
        except TimeoutError as error:
            print("at once", repr(error), log)
    f = asyncio.get_running_loop().create_future()
    f.set_result("done before")
    print(await asyncio.wait_for(f, 0))

    async def fails():
        raise KeyError("inside")
    try:
        await asyncio.wait_for(fails(), 1)
    except KeyError as error:
        print(repr(error))
    log = []
    t = asyncio.create_task(asyncio.wait_for(after(5, "x", log), 5))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    t.cancel()
    try:
        await t
    except asyncio.CancelledError:
        print("outer cancelled", log)

    async def refuses():
        try:
            await asyncio.sleep(5)
        except asyncio.CancelledError:
            return "refused"
    print(await asyncio.wait_for(refuses(), 0.005))

    async def fails_late():
        try:
            await asyncio.sleep(5)
        finally:
            raise ValueError("in cleanup")
    try:
        await asyncio.wait_for(fails_late(), 0.005)
    except ValueError as error:
        print(error)
    inner = asyncio.get_running_loop().create_future()
    try:
        await asyncio.wait_for(inner, 0.005)
    except TimeoutError:
        print(inner.cancelled())

asyncio.run(main())
