# Asynchronous context managers across tasks, with cancel inside enter, body and exit.
import asyncio


class Manager:
    def __init__(self, log, slow):
        self.log = log
        self.slow = slow

    async def __aenter__(self):
        self.log.append("enter")
        if self.slow == "enter":
            await asyncio.sleep(1)
        await asyncio.sleep(0)
        self.log.append("entered")
        return self

    async def __aexit__(self, kind, value, traceback):
        self.log.append(f"exit {kind and kind.__name__}")
        if self.slow == "exit":
            await asyncio.sleep(1)
        await asyncio.sleep(0)
        self.log.append("exited")


async def use(log, slow):
    async with Manager(log, slow):
        log.append("body")
        if slow == "body":
            await asyncio.sleep(1)
    log.append("after")


async def main():
    for slow in ("", "enter", "body", "exit"):
        log = []
        t = asyncio.create_task(use(log, slow))
        await asyncio.sleep(0.002)
        t.cancel()
        try:
            await t
        except asyncio.CancelledError:
            log.append("cancelled")
        print(slow, log)

asyncio.run(main())
