# A timer fires though tasks are always ready.
# resume-every: 4999
import asyncio


async def spin(box):
    n = 0
    while not box:
        n += 1
        await asyncio.sleep(0)
    return n > 0


async def main():
    box = []
    asyncio.get_running_loop().call_later(0.01, box.append, 1)
    print(await asyncio.gather(spin(box), spin(box)))
    try:
        await asyncio.wait_for(spin([]), 0.01)
    except TimeoutError:
        print("stopped")

asyncio.run(main())
