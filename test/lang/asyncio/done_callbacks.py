# Callbacks of tasks run in order, before or after who awaits, as they came.
import asyncio


async def work(log):
    await asyncio.sleep(0)
    log.append("work ends")


async def waits(t, log, name):
    await t
    log.append(name)


async def main():
    log = []
    t = asyncio.create_task(work(log))
    t.add_done_callback(lambda _: log.append("cb1"))
    w1 = asyncio.create_task(waits(t, log, "w1"))
    await asyncio.sleep(0)
    t.add_done_callback(lambda _: log.append("cb2"))
    w2 = asyncio.create_task(waits(t, log, "w2"))
    t.add_done_callback(lambda _: (log.append("cb3"), asyncio.get_running_loop().call_soon(log.append, "from cb3")))
    await asyncio.gather(w1, w2)
    log.append("main")
    await asyncio.sleep(0)
    print(log)

asyncio.run(main())
