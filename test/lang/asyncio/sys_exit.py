# expect-exit: 7
# resume-every: 97
# SystemExit and KeyboardInterrupt of a task or a callback end the run of its loop at once; what is
# left is cancelled.
import asyncio
import sys


noted = []


def note(*what):
    noted.append(" ".join(map(str, what)))


async def exits(error=SystemExit(3)):
    try:
        await asyncio.sleep(0.001)
        raise error
    finally:
        note("finally: exits")


async def other():
    try:
        await asyncio.sleep(10)
    finally:
        note("finally: other")


async def awaited(task, rest):
    await task


async def gathered(task, rest):
    await asyncio.gather(task, rest)


async def grouped(task, rest):
    async with asyncio.TaskGroup() as group:
        group.create_task(exits(SystemExit(4)))


async def waited(task, rest):
    await asyncio.wait([task, rest])


async def caught(task, rest):
    try:
        await task
    except SystemExit as error:
        note("caught", error)


async def elsewhere(task, rest):
    await asyncio.sleep(1)


async def called(task, rest):
    asyncio.get_running_loop().call_soon(sys.exit, 5)
    await asyncio.sleep(1)


async def called_later(task, rest):
    asyncio.get_running_loop().call_later(0, sys.exit, 6)
    await asyncio.sleep(1)


async def called_back(task, rest):
    future = asyncio.get_running_loop().create_future()
    future.add_done_callback(lambda future: sys.exit("back"))
    future.set_result(None)
    await asyncio.sleep(1)


async def itself(task, rest):
    sys.exit(8)


async def main(case, error):
    asyncio.get_running_loop().set_exception_handler(lambda loop, context: None)
    task = asyncio.create_task(exits(error), name="exits")
    rest = asyncio.create_task(other())
    try:
        await case(task, rest)
    except BaseException as error:
        note("main", repr(error))
        raise
    finally:
        note("finally: main")


for case in (awaited, gathered, grouped, waited, caught, elsewhere, called, called_later,
             called_back, itself):
    print("--", case.__name__)
    for error in SystemExit(3), KeyboardInterrupt():
        try:
            print(asyncio.run(main(case, error)))
        except BaseException as error:
            note("run", repr(error))
        print(sorted(noted))  # CPython cancels in any order
        noted.clear()


async def last():
    async def end():
        sys.exit(7)
    asyncio.get_running_loop().set_exception_handler(lambda loop, context: None)
    task = asyncio.create_task(end())
    await asyncio.sleep(1)

asyncio.run(last())
