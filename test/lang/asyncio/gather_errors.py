# gather and exceptions: the first one is told, the others go on; or all are collected.
import asyncio


async def after(n, value):
    for _ in range(n):
        await asyncio.sleep(0)
    print("end", value)
    if isinstance(value, Exception):
        raise value
    return value


async def main():
    tasks = [asyncio.create_task(after(3, "late")), asyncio.create_task(after(1, ValueError(1))),
             asyncio.create_task(after(2, ValueError(2)))]
    try:
        await asyncio.gather(*tasks)
    except ValueError as error:
        print("raised", repr(error))
    print([t.done() for t in tasks])
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    print([t.done() for t in tasks], repr(tasks[2].exception()))
    print(await asyncio.gather(after(1, "a"), after(0, KeyError("b")), after(2, "c"),
                               return_exceptions=True))

    async def cancelled():
        raise asyncio.CancelledError("own")
    print(await asyncio.gather(after(1, "a"), cancelled(), return_exceptions=True))
    try:
        await asyncio.gather(after(1, "a"), cancelled())
    except asyncio.CancelledError as error:
        print("cancelled", error.args)
    await asyncio.sleep(0)

asyncio.run(main())
