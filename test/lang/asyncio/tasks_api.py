# Task: names, states, results, errors, callbacks.
import asyncio


async def value(x):
    await asyncio.sleep(0)
    return x


async def fails():
    await asyncio.sleep(0)
    raise KeyError("k")


async def main():
    t = asyncio.create_task(value(1), name="one")
    print(t.get_name(), t.done(), t.cancelled(), asyncio.iscoroutine(t.get_coro()))
    t.set_name(2)
    print(t.get_name())
    for ask in (t.result, t.exception):
        try:
            ask()
        except asyncio.InvalidStateError as error:
            print(type(error).__name__, error)
    seen = []
    t.add_done_callback(seen.append)
    t.add_done_callback(lambda task: seen.append("second"))
    t.add_done_callback(seen.append)
    print(t.remove_done_callback(seen.append))
    t.add_done_callback(lambda task: seen.append(task is t))
    print(await t, seen)
    await asyncio.sleep(0)
    print(seen, t.result(), t.exception(), t.done())
    f = asyncio.create_task(fails())
    try:
        await f
    except KeyError as error:
        print(repr(error), f.exception() is error, f.done(), f.cancelled())
    for ask in (f.result, lambda: f.set_result(1), lambda: f.set_exception(ValueError())):
        try:
            ask()
        except Exception as error:
            print(type(error).__name__, error)
    print(await t, await t, f.cancel(), t.cancel())
    print(asyncio.current_task() in asyncio.all_tasks(), len(asyncio.all_tasks()))
    x = asyncio.create_task(value(5))
    y = asyncio.create_task(value(6))
    print(len(asyncio.all_tasks()), x in asyncio.all_tasks(), t in asyncio.all_tasks())
    print(await x + await y)
    for wrong in (1, value):
        try:
            asyncio.create_task(wrong)
        except TypeError as error:
            print(str(error).split(" at 0x")[0])

asyncio.run(main())
