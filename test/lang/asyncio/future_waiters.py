# Many wait for one future; they are woken in order, after who set it.
import asyncio


async def waits(f, name):
    print(name, "waits")
    print(name, "got", await f)


async def main():
    f = asyncio.get_running_loop().create_future()
    tasks = [asyncio.create_task(waits(f, n)) for n in "abc"]
    await asyncio.sleep(0)
    f.add_done_callback(lambda _: print("callback"))
    tasks.append(asyncio.create_task(waits(f, "d")))
    await asyncio.sleep(0)
    f.set_result("x")
    print("set")
    await asyncio.gather(*tasks)

asyncio.run(main())
