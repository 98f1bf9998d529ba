# Future: set once, callbacks, errors, repr.
import asyncio


async def main():
    loop = asyncio.get_running_loop()
    f = loop.create_future()
    print(f, f.done(), asyncio.isfuture(f), f.get_loop() is loop)
    for ask in (f.result, f.exception):
        try:
            ask()
        except asyncio.InvalidStateError as error:
            print(error)
    f.set_result([1])
    print(f, await f, f.result())
    for again in (lambda: f.set_result(2), lambda: f.set_exception(ValueError())):
        try:
            again()
        except asyncio.InvalidStateError as error:
            print(error)
    g = loop.create_future()
    g.set_exception(ValueError("bad"))
    print(repr(g.exception()))
    try:
        await g
    except ValueError as error:
        print(error, g)
    h = loop.create_future()
    print(h.cancel("why"), h.cancel(), h.cancelled(), h.done(), h)
    for ask in (h.result, h.exception):
        try:
            ask()
        except asyncio.CancelledError as error:
            print(repr(error))
    try:
        await h
    except asyncio.CancelledError as error:
        print(repr(error))
    k = loop.create_future()
    try:
        k.set_exception(StopIteration)
    except TypeError as error:
        print(error)
    k.set_exception(KeyError)
    print(repr(k.exception()))
    d = asyncio.Future()
    order = []
    d.add_done_callback(lambda f: order.append(("a", f.result())))
    d.add_done_callback(lambda f: order.append(("b", f.result())))
    d.set_result(7)
    order.append("set")
    await asyncio.sleep(0)
    print(order)

asyncio.run(main())
try:
    asyncio.Future()
except RuntimeError as error:
    print(error)
except Exception as error:
    print("?", error)
