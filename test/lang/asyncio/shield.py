# shield keeps what it awaits alive.
import asyncio


async def work(log):
    try:
        for i in range(3):
            await asyncio.sleep(0)
            log.append(i)
        return "worked"
    except asyncio.CancelledError:
        log.append("cancelled")
        raise


async def main():
    log = []
    print(await asyncio.shield(work(log)), log)
    log = []
    inner = asyncio.create_task(work(log))

    async def outer():
        try:
            return await asyncio.shield(inner)
        except asyncio.CancelledError:
            print("outer cancelled, inner", inner.done())
            raise
    t = asyncio.create_task(outer())
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    t.cancel()
    try:
        await t
    except asyncio.CancelledError:
        print(t.cancelled())
    print(await inner, log)
    print(await asyncio.shield(inner))
    log = []
    inner = asyncio.create_task(work(log))
    s = asyncio.shield(inner)
    await asyncio.sleep(0)
    inner.cancel()
    try:
        await s
    except asyncio.CancelledError:
        print("inner cancelled", s.cancelled(), log)

    async def fails():
        raise ValueError("x")
    try:
        await asyncio.shield(fails())
    except ValueError as error:
        print(error)

asyncio.run(main())
