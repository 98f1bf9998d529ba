# call_soon, call_later, call_at: order, cancelling, handles.
# resume-every: 97
import asyncio


async def main():
    loop = asyncio.get_running_loop()
    log = []
    now = loop.time()
    handles = [loop.call_later(0.02, log.append, "later 20"), loop.call_later(0.01, log.append, "later 10"),
               loop.call_at(now + 0.015, log.append, "at 15"), loop.call_soon(log.append, "soon"),
               loop.call_later(0, log.append, "later 0"), loop.call_later(0.012, log.append, "never")]
    print(handles[5].cancelled(), handles[5].cancel(), handles[5].cancelled())
    h = loop.call_soon(log.append, "never either")
    h.cancel()
    print(handles[2].when() == now + 0.015)
    await asyncio.sleep(0.03)
    print(log)
    for wrong in (lambda: loop.call_later(None, print), lambda: loop.call_at(None, print)):
        try:
            wrong()
        except TypeError as error:
            print(error)
    f = loop.create_future()

    def again(n):
        log.append(n)
        if n:
            loop.call_soon(again, n - 1)
        else:
            f.set_result("ended")
    loop.call_soon(again, 3)
    print(await f, log[-4:])
    print(loop.time() >= now, loop.is_running(), loop.is_closed(), loop.get_debug())
    handles[0].cancel()

    def where():
        try:
            log.append(asyncio.current_task())
        except RuntimeError as error:
            log.append(str(error))
        log.append(asyncio.get_running_loop() is loop)
    loop.call_soon(where)
    await asyncio.sleep(0)
    print(log[-2:])

asyncio.run(main())
