# Names of tasks that were given none were counted anew in each loop, and not as CPython counts:
# create_task() uses up a number for a task with a name, too, and a loop two more at its end.
import asyncio


async def name():
    return asyncio.current_task().get_name()


async def several():
    loop = asyncio.get_running_loop()
    tasks = [asyncio.create_task(name(), name="a"), asyncio.create_task(name()),
             loop.create_task(name(), name="b"), loop.create_task(name()),
             asyncio.Task(name(), name="c"), asyncio.ensure_future(name())]
    print(await asyncio.gather(*tasks, name()))
    async with asyncio.TaskGroup() as group:
        one = group.create_task(name(), name="d")
        two = group.create_task(name())
    print(one.result(), two.result(), await name())


print(asyncio.run(name()), asyncio.run(name()))
asyncio.run(several())
with asyncio.Runner() as runner:
    print(runner.run(name()), runner.run(name()))
print(asyncio.run(name()))
