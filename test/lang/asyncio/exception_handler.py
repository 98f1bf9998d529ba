# What a callback raises goes to the loop's exception handler.
import asyncio


def bad():
    raise ValueError("in a callback")


async def main():
    loop = asyncio.get_running_loop()
    print(loop.get_exception_handler())
    seen = []
    loop.set_exception_handler(lambda l, context: seen.append((l is loop, repr(context["exception"]), context["message"].split("(")[0])))
    loop.call_soon(bad)
    loop.call_later(0.001, bad)
    await asyncio.sleep(0.005)
    print(seen)
    f = loop.create_future()
    f.add_done_callback(lambda f: 1 / 0)
    f.set_result(None)
    await asyncio.sleep(0)
    print(seen[-1][1])
    try:
        loop.set_exception_handler(3)
    except TypeError as error:
        print(error)

asyncio.run(main())
