# asyncio.wait and what it returns when.
import asyncio


async def after(n, value):
    for _ in range(n):
        await asyncio.sleep(0)
    if value is None:
        raise ValueError("none")
    return value


def names(tasks):
    return sorted(t.get_name() for t in tasks)


def begin():
    return [asyncio.create_task(after(n, v), name=name)
            for n, v, name in ((3, "x", "a"), (1, None, "b"), (2, "y", "c"))]


async def main():
    for when in (asyncio.ALL_COMPLETED, asyncio.FIRST_COMPLETED, asyncio.FIRST_EXCEPTION):
        tasks = begin()
        done, pending = await asyncio.wait(tasks, return_when=when)
        print(when, names(done), names(pending))
        if pending:
            done, pending = await asyncio.wait(pending)
            print(names(done), names(pending))
        tasks[1].exception()
    done, pending = await asyncio.wait([asyncio.create_task(asyncio.sleep(5), name="s")],
                                       timeout=0.01)
    print(names(done), names(pending))
    for task in pending:
        task.cancel()
    done, pending = await asyncio.wait([asyncio.create_task(after(1, "q"), name="q")], timeout=5)
    print(names(done), names(pending))
    coro = after(1, 1)
    task = asyncio.create_task(after(1, 1))
    for wrong in ([], [coro], task, coro):
        try:
            await asyncio.wait(wrong)
        except (TypeError, ValueError) as error:
            print(type(error).__name__, error)
    try:
        await asyncio.wait([task], return_when="NEVER")
    except ValueError as error:
        print(error)
    coro.close()
    await task

asyncio.run(main())
