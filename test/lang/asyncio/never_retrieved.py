# Exceptions of tasks and futures that nobody asked for are told about, each once.
import asyncio


async def fail(what):
    raise ValueError(what)


def bad(*args):
    raise KeyError("in a callback")


async def left():
    asyncio.create_task(fail("first"))
    await asyncio.sleep(0.001)
    asyncio.get_running_loop().create_future().set_exception(OSError("of a future"))
    asyncio.create_task(fail("second"), name="named")
    await asyncio.sleep(0.001)
    return "left"


async def asked():
    kept = [asyncio.create_task(fail(n)) for n in range(6)]
    await asyncio.wait(kept)
    seen = [repr(kept[0].exception())]
    for ask in (kept[1].result, lambda: kept[2].result()):
        try:
            ask()
        except ValueError as error:
            seen.append(repr(error))
    try:
        await kept[3]
    except ValueError as error:
        seen.append(repr(error))
    seen.append(len(await asyncio.gather(*kept[4:], return_exceptions=True)))
    try:
        await asyncio.gather(fail("a"), fail("b"), asyncio.sleep(1))
    except ValueError as error:
        seen.append(repr(error))
    await asyncio.sleep(0.001)
    shielded = asyncio.shield(fail("inner"))
    shielded.cancel()
    await asyncio.sleep(0.001)
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(fail("c"))
            group.create_task(fail("d"))
    except BaseExceptionGroup as error:
        seen.append(len(error.exceptions))
    try:
        await asyncio.wait_for(fail("e"), 1)
    except ValueError as error:
        seen.append(repr(error))
    return seen


async def handled():
    contexts = []
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda loop, context: contexts.append(context))
    asyncio.create_task(fail("to the handler"))
    await asyncio.sleep(0.001)
    loop.call_soon(bad, 1)
    loop.call_later(0.001, bad, 2, "x")
    loop.create_future().add_done_callback(bad)
    await asyncio.sleep(0.005)
    return contexts


def name_only(text):
    head, at, rest = text.partition(" at ")
    return head + at + rest.rsplit("/", 1)[-1] if at else text


print(asyncio.run(left()))
print(asyncio.run(asked()))
for context in sorted(asyncio.run(handled()), key=lambda context: context["message"]):
    print(name_only(context["message"]), repr(context["exception"]), sorted(context))
    if "handle" in context:
        print(name_only(repr(context["handle"])).split("when=")[0])
loop = asyncio.new_event_loop()
timer = loop.call_at(12.5, bad)
print(name_only(repr(timer)))
timer.cancel()
print(timer)
loop.close()
try:
    asyncio.run(fail("asked by run"))
except ValueError as error:
    print(repr(error))
