# First result wins, the rest is cancelled; retry with backoff; periodic work.
# resume-every: 97
import asyncio


async def after(seconds, value):
    try:
        await asyncio.sleep(seconds)
        return value
    except asyncio.CancelledError:
        print("dropped", value)
        raise


async def fastest(*coros):
    tasks = [asyncio.create_task(c) for c in coros]
    done, pending = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    for t in pending:
        t.cancel()
    await asyncio.gather(*pending, return_exceptions=True)
    return done.pop().result()


async def retry(f, attempts):
    for i in range(attempts):
        try:
            return await f(i)
        except OSError as error:
            print("again after", error)
            await asyncio.sleep(0.001 * i)
    raise RuntimeError("gave up")


async def periodic(log, every):
    while True:
        log.append("tick")
        await asyncio.sleep(every)


async def main():
    print(await fastest(after(0.03, "slow"), after(0.005, "fast")))

    async def flaky(i):
        if i < 2:
            raise OSError(i)
        return "third time"
    print(await retry(flaky, 5))
    try:
        await retry(flaky, 2)
    except RuntimeError as error:
        print(error)
    log = []
    t = asyncio.create_task(periodic(log, 0.004))
    await asyncio.sleep(0.03)
    t.cancel()
    print(3 <= len(log) <= 9)

asyncio.run(main())
