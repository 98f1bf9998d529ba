# as_completed gives results in the order of completion.
import asyncio


async def after(n, value):
    for _ in range(n):
        await asyncio.sleep(0)
    if isinstance(value, Exception):
        raise value
    return value


async def main():
    got = []
    for next_one in asyncio.as_completed([after(6, "c"), after(1, "a"), after(3, ValueError("b"))]):
        try:
            got.append(await next_one)
        except ValueError as error:
            got.append(str(error))
    print(got)
    late = []
    for next_one in asyncio.as_completed([asyncio.sleep(5), after(0, "quick")], timeout=0.01):
        try:
            late.append(await next_one)
        except TimeoutError as error:
            late.append(repr(error))
    print(late)
    try:
        list(asyncio.as_completed(asyncio.ensure_future(after(0, 1))))
    except TypeError as error:
        print(error)

asyncio.run(main())
