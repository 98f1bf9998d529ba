# A task that cancels itself goes on to its next await.
import asyncio


async def me(kind):
    asyncio.current_task().cancel()
    print("still here")
    try:
        if kind == 0:
            await asyncio.sleep(0)
        elif kind == 1:
            await asyncio.sleep(1)
        elif kind == 2:
            await asyncio.get_running_loop().create_future()
        elif kind == 3:
            f = asyncio.get_running_loop().create_future()
            f.set_result(1)
            print(await f)
            return "no await that waits"
        print("not reached")
    except asyncio.CancelledError:
        print("cancelled")
        if kind != 2:
            raise
        return "kept on"


async def main():
    for kind in range(4):
        t = asyncio.create_task(me(kind))
        try:
            print(await t)
        except asyncio.CancelledError:
            print("main sees it", t.cancelled())

asyncio.run(main())
