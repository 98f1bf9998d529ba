# Cancelling a task in each of its states.
import asyncio


async def sleeper(log):
    try:
        log.append("in")
        await asyncio.sleep(10)
        log.append("not reached")
    except asyncio.CancelledError as error:
        log.append(("cancelled", error.args))
        raise
    finally:
        log.append("out")


async def main():
    for turns in range(3):
        log = []
        t = asyncio.create_task(sleeper(log))
        for _ in range(turns):
            await asyncio.sleep(0)
        print(t.cancel("msg"), t.done(), t.cancelling())
        try:
            await t
        except asyncio.CancelledError as error:
            print("awaited", error.args)
        print(t.cancelled(), t.done(), t.cancel(), log)

    async def swallows():
        try:
            await asyncio.sleep(10)
        except asyncio.CancelledError:
            pass
        return "swallowed"
    t = asyncio.create_task(swallows())
    await asyncio.sleep(0)
    t.cancel()
    print(await t, t.cancelled(), t.cancelling(), t.uncancel(), t.uncancel())

    async def twice():
        n = 0
        while n < 2:
            try:
                await asyncio.sleep(10)
            except asyncio.CancelledError:
                n += 1
        return n
    t = asyncio.create_task(twice())
    await asyncio.sleep(0)
    t.cancel()
    t.cancel()
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    print(t.done(), t.cancelling())
    t.cancel()
    print(await t)

asyncio.run(main())
