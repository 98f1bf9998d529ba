# Exceptions of children that nobody awaits do not stop the main coroutine.
import asyncio


async def fails(box):
    box.append("began")
    raise ValueError("mine")


async def main():
    box = []
    t = asyncio.create_task(fails(box))
    await asyncio.sleep(0)
    print(box, t.done(), repr(t.exception()))
    for i in range(2):
        try:
            await t
        except ValueError as error:
            print(i, error, error is t.exception())
    return "fine"

print(asyncio.run(main()))
