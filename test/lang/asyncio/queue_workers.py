# Workers, join and task_done.
import asyncio


async def worker(name, q, log):
    while True:
        item = await q.get()
        for _ in range(item % 3):
            await asyncio.sleep(0)
        log.append((name, item))
        q.task_done()


async def main():
    q = asyncio.Queue(3)
    log = []
    workers = [asyncio.create_task(worker(n, q, log)) for n in "ab"]
    for i in range(8):
        await q.put(i)
    await q.join()
    print(log)
    for w in workers:
        w.cancel()
    print(await asyncio.gather(*workers, return_exceptions=True))
    try:
        q.task_done()
    except ValueError as error:
        print(error)
    await q.join()

asyncio.run(main())
