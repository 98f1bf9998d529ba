# A cancel that comes between the result and the turn of who waits for it.
import asyncio


async def waits(f):
    try:
        print("result", await f)
    except asyncio.CancelledError:
        print("cancelled", f.done(), f.cancelled())
        raise


async def main():
    f = asyncio.get_running_loop().create_future()
    t = asyncio.create_task(waits(f))
    await asyncio.sleep(0)
    f.set_result(1)
    print(t.cancel())
    try:
        await t
    except asyncio.CancelledError:
        print(t.cancelled(), f.result())
    f = asyncio.get_running_loop().create_future()
    t = asyncio.create_task(waits(f))
    await asyncio.sleep(0)
    f.cancel()
    print(t.cancel())
    try:
        await t
    except asyncio.CancelledError:
        print(t.cancelled())
    f = asyncio.get_running_loop().create_future()
    t = asyncio.create_task(waits(f))
    await asyncio.sleep(0)
    f.set_exception(ValueError("lost"))
    t.cancel()
    try:
        await t
    except asyncio.CancelledError:
        print(t.cancelled(), f.exception())

asyncio.run(main())
