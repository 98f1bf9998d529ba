# What is left when the main coroutine ends is cancelled, one step after another.
import asyncio


async def child(n):
    try:
        print("begin", n)
        for i in range(5):
            await asyncio.sleep(0)
            print("step", n, i)
    except asyncio.CancelledError:
        print("cancelled", n)
        await asyncio.sleep(0)
        print("cleaned", n)
        raise
    finally:
        print("finally", n)


async def main(turns):
    task = asyncio.create_task(child(turns))
    for _ in range(turns):
        await asyncio.sleep(0)
    print("main ends")
    return task

for turns in range(4):
    task = asyncio.run(main(turns))
    print(task.cancelled(), task.done())
