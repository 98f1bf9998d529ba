# A task that awaits itself, or a future of another loop, waited for ever.
import asyncio


def told(error):
    text = str(error)
    return type(error).__name__, text.startswith("Task cannot await on itself: <Task pending"), \
        text.startswith("Task <Task pending") and text.endswith("attached to a different loop")


async def itself():
    try:
        await asyncio.current_task()
    except RuntimeError as error:
        print(*told(error))
    return "went on"


async def nobody():
    print("another has its turn before")


async def cancelled():
    try:
        await asyncio.current_task()
    except asyncio.CancelledError as error:
        print(repr(error))


async def make():
    return asyncio.get_running_loop().create_future()


async def main(foreign):
    print(await asyncio.gather(itself(), nobody()))
    task = asyncio.create_task(cancelled())
    asyncio.get_running_loop().call_soon(task.cancel, "now")
    await task
    for waits in (lambda: foreign, lambda: asyncio.shield(foreign)):
        try:
            await waits()
        except RuntimeError as error:
            print(*told(error))
    try:
        await asyncio.wait_for(foreign, 1)
    except ValueError as error:
        print(error)


asyncio.run(main(asyncio.run(make())))
