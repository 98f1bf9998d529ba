# Many coroutines deep: values, exceptions and cancels go through all of them.
# resume-every: 211
import asyncio


async def down(n, how):
    if n:
        try:
            return await down(n - 1, how) + 1
        finally:
            if n == 50:
                print("half way", how)
    await asyncio.sleep(0)
    if how == "raise":
        raise ValueError("bottom")
    if how == "wait":
        await asyncio.sleep(5)
    return 0


async def main():
    print(await down(100, "return"))
    try:
        await down(100, "raise")
    except ValueError as error:
        print(error)
    t = asyncio.create_task(down(100, "wait"))
    await asyncio.sleep(0.001)
    t.cancel()
    try:
        await t
    except asyncio.CancelledError:
        print("cancelled")
    print(await asyncio.gather(*[down(30, i) for i in range(3)]))

asyncio.run(main())
