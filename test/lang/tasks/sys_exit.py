# perdure-only
# expect-exit: 5
# expect: waiter SystemExit(2)
# expect: main SystemExit(2)
# expect: main goes on True
# expect: SystemExit(3) at its next wait
# expect: child SystemExit(4)
# expect: KeyboardInterrupt()
# expect: loop 6
# expect: finally: sleeper
# expect: finally: left
# expect-error: perdure: task 'sleeper'
# expect-error: perdure: task 'left'
# sys.exit in a spawned task is raised in those that wait for it, and in the main program, where it
# waits next; when nobody catches it there, the run ends with its status and the others with it.
import asyncio
import sys

from perdure import Promise, gather, sleep, spawn, yield_now


def wait(task, name):
    try:
        task.wait()
    except SystemExit as error:
        print(name, repr(error))


exits = spawn(sys.exit, 2)
waiter = spawn(wait, exits, "waiter")
wait(exits, "main")
waiter.wait()
print("main goes on", exits.done())

exits = spawn(sys.exit, 3)
try:
    while True:
        sleep(0.001)
except SystemExit as error:
    print(repr(error), "at its next wait")

try:
    gather(lambda: sys.exit(4), lambda: sleep(10))
except SystemExit as error:
    print("child", repr(error))


def interrupted():
    raise KeyboardInterrupt


try:
    spawn(interrupted).wait()
except KeyboardInterrupt as error:
    print(repr(error))


# A loop in a task of its own is left by asyncio.run there, and nowhere else.
async def leaves():
    async def exits():
        sys.exit(6)
    asyncio.get_running_loop().set_exception_handler(lambda loop, context: None)
    task = asyncio.create_task(exits())
    await asyncio.sleep(10)


def runs():
    try:
        asyncio.run(leaves())
    except SystemExit as error:
        return error.code


task = spawn(runs)
for _ in range(20):
    yield_now()
print("loop", task.wait())


def sleeper():
    try:
        sleep(1000)
    finally:
        print("finally: sleeper")


def left(promise):
    try:
        promise.wait()
    finally:
        print("finally: left")


promise = Promise()
spawn(left, promise, name="left")
spawn(sleeper, name="sleeper")
spawn(sys.exit, 5)
promise.wait()
print("not here")
