# Tasks and callbacks have their turns in one order.
import asyncio

log = []


async def worker(name, n):
    for i in range(n):
        log.append(f"{name}{i}")
        await asyncio.sleep(0)
    log.append(f"{name}!")


async def main():
    loop = asyncio.get_running_loop()
    a = asyncio.create_task(worker("a", 3))
    loop.call_soon(log.append, "soon1")
    b = asyncio.create_task(worker("b", 2))
    loop.call_soon(log.append, "soon2")
    log.append("main0")
    await asyncio.sleep(0)
    log.append("main1")
    loop.call_soon(log.append, "soon3")
    await b
    log.append("main2")
    await a
    log.append("main3")
    a.add_done_callback(lambda t: log.append("late callback"))
    log.append("main4")
    await asyncio.sleep(0)
    log.append("main5")

asyncio.run(main())
print(" ".join(log))
