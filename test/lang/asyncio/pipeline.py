# A small pipeline: stages joined by queues, ended by a mark.
import asyncio


async def stage(name, source, sink, f):
    while (item := await source.get()) is not None:
        await sink.put(f(item))
    await sink.put(None)
    return name


async def main():
    a, b, c = asyncio.Queue(1), asyncio.Queue(2), asyncio.Queue()
    async with asyncio.TaskGroup() as g:
        stages = [g.create_task(stage("double", a, b, lambda x: x * 2)),
                  g.create_task(stage("text", b, c, str))]
        for i in range(6):
            await a.put(i)
        await a.put(None)
    out = []
    while (item := c.get_nowait()) is not None:
        out.append(item)
    print(out, [s.result() for s in stages])

asyncio.run(main())
