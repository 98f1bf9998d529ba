# A cancel goes down to what is awaited at the bottom.
# may-drop: MemoryError
import asyncio


async def bottom():
    try:
        await asyncio.sleep(10)
    except asyncio.CancelledError:
        print("bottom")
        raise


async def middle():
    try:
        await asyncio.create_task(bottom())
    except asyncio.CancelledError:
        print("middle")
        raise


async def top():
    try:
        await middle()
    except asyncio.CancelledError:
        print("top")
        raise


async def main():
    t = asyncio.create_task(top())
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    t.cancel()
    for i in range(4):
        print(i, t.done())
        await asyncio.sleep(0)
    print(t.cancelled())

    async def waits(t):
        await t
    inner = asyncio.create_task(asyncio.sleep(10))
    outer = asyncio.create_task(waits(inner))
    await asyncio.sleep(0)
    outer.cancel()
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    print(inner.cancelled(), outer.cancelled())
    await asyncio.sleep(0)
    print(inner.cancelled(), outer.cancelled())

asyncio.run(main())
