# sleep: order by time, results, zero and negative.
import asyncio

log = []


async def sleeper(name, seconds):
    log.append(await asyncio.sleep(seconds, name))


async def main():
    await asyncio.gather(sleeper("c", 0.03), sleeper("a", 0.01), sleeper("b", 0.02),
                         sleeper("zero", 0), sleeper("negative", -1))
    print(log, await asyncio.sleep(0), await asyncio.sleep(0, "r"))
    loop = asyncio.get_running_loop()
    start = loop.time()
    await asyncio.sleep(0.02)
    print(0.015 < loop.time() - start < 2)
    try:
        await asyncio.sleep("x")
    except TypeError as error:
        print(error)

asyncio.run(main())
