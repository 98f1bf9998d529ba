# Runner keeps its loop for several runs.
import asyncio


async def name():
    task = asyncio.current_task()
    return task.get_loop() is asyncio.get_running_loop()


async def keep(box):
    box.append(asyncio.get_running_loop())

box = []
with asyncio.Runner() as runner:
    print(runner.run(name()))
    runner.run(keep(box))
    runner.run(keep(box))
    print(box[0] is box[1], runner.get_loop() is box[0], box[0].is_closed(), box[0].is_running())
print(box[0].is_closed())
try:
    runner.run(coro := name())
except RuntimeError as error:
    print(error)
    coro.close()
try:
    box[0].call_soon(print)
except RuntimeError as error:
    print(error)
runner.close()
