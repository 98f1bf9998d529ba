# asyncio.run: results, errors, nesting, what is no coroutine.
import asyncio


async def value():
    return 42


async def fails():
    raise ValueError("no")


print(asyncio.run(value()))
try:
    asyncio.run(fails())
except ValueError as error:
    print("caught", error)
for wrong in (1, value, None):
    try:
        asyncio.run(wrong)
    except ValueError as error:
        print(str(error).split(" at 0x")[0])


async def nested():
    try:
        coro = value()
        asyncio.run(coro)
    except RuntimeError as error:
        print(error)
        coro.close()
    return await value()


print(asyncio.run(nested()))
try:
    asyncio.get_running_loop()
except RuntimeError as error:
    print(error)


async def exits():
    try:
        raise SystemExit(3)
    finally:
        print("on the way out")


try:
    asyncio.run(exits())
except SystemExit as error:
    print("SystemExit", error.code)
