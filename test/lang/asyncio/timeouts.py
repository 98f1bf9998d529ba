# async with asyncio.timeout.
# resume-every: 97
import asyncio


async def main():
    async with asyncio.timeout(5) as t:
        await asyncio.sleep(0)
        print(t.expired(), t)if False else print(t.expired())
    print(t.expired(), t)
    try:
        async with asyncio.timeout(0.005) as t:
            await asyncio.sleep(5)
    except TimeoutError as error:
        print(repr(error), t.expired(), t, asyncio.current_task().cancelling())
    async with asyncio.timeout(None) as t:
        await asyncio.sleep(0.001)
        print(t.when())
    loop = asyncio.get_running_loop()
    try:
        async with asyncio.timeout_at(loop.time() - 1):
            await asyncio.sleep(5)
            print("not reached")
    except TimeoutError:
        print("in the past")
    try:
        async with asyncio.timeout(0):
            print("no await")
    except TimeoutError:
        print("?")
    async with asyncio.timeout(0.01) as t:
        t.reschedule(loop.time() + 5)
        await asyncio.sleep(0.02)
    print("rescheduled", t.expired())
    try:
        t.reschedule(None)
    except RuntimeError as error:
        print(error)
    try:
        async with asyncio.timeout(0.01):
            try:
                async with asyncio.timeout(5):
                    await asyncio.sleep(5)
            except TimeoutError:
                print("the wrong one")
    except TimeoutError:
        print("the outer one")
    try:
        async with asyncio.timeout(5):
            try:
                async with asyncio.timeout(0.01):
                    await asyncio.sleep(5)
            except TimeoutError:
                print("the inner one")
    except TimeoutError:
        print("the wrong one")
    try:
        async with asyncio.timeout(0.01):
            try:
                await asyncio.sleep(5)
            finally:
                raise KeyError("replaced")
    except KeyError as error:
        print(repr(error))

    async def inside():
        async with asyncio.timeout(5):
            await asyncio.sleep(5)
    task = asyncio.create_task(inside())
    await asyncio.sleep(0)
    task.cancel()
    try:
        await task
    except asyncio.CancelledError:
        print("cancelled from outside")

asyncio.run(main())
