# Cancelling who gathers, what is gathered, and the gathering itself.
# may-drop: MemoryError
import asyncio


async def child(n, log):
    try:
        await asyncio.sleep(10)
    except asyncio.CancelledError:
        log.append(n)
        raise


async def gathers(log, **options):
    try:
        return await asyncio.gather(child(1, log), child(2, log), **options)
    finally:
        log.append("gathering ends")


async def main():
    for options in ({}, {"return_exceptions": True}):
        log = []
        t = asyncio.create_task(gathers(log, **options))
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        t.cancel()
        try:
            print(await t)
        except asyncio.CancelledError:
            print("cancelled", t.cancelled())
        print(log)
    log = []
    g = asyncio.gather(child(1, log), child(2, log), return_exceptions=True)
    await asyncio.sleep(0)
    print(g.cancel(), g.done())
    try:
        print(await g)
    except asyncio.CancelledError:
        print("gathering cancelled", g.cancelled(), log)
    log = []
    one = asyncio.create_task(child(1, log))
    g = asyncio.gather(one, child(2, log), return_exceptions=True)
    await asyncio.sleep(0)
    one.cancel()
    other = [t for t in asyncio.all_tasks() if t not in (one, asyncio.current_task())]
    await asyncio.sleep(0)
    for t in other:
        t.cancel()
    print(await g, log)

asyncio.run(main())
