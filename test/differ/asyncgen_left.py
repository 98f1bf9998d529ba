# perdure-only
# An asynchronous generator that is left suspended is not closed: neither when it is dropped, nor by
# asyncio.run when its loop ends. Who wants its cleanup awaits aclose().
import asyncio

async def g(n):
    try:
        while True:
            yield n
    finally:
        await asyncio.sleep(0)
        print('cleanup', n)

kept = g(1)

async def main():
    print(await anext(kept))
    async for v in g(2):
        break
    closed = g(3)
    await anext(closed)
    await closed.aclose()
    print('main ends')

asyncio.run(main())
print('the loop has ended')

async def close():
    await kept.aclose()

asyncio.run(close())
# expect: 1
# expect: cleanup 3
# expect: main ends
# expect: the loop has ended
# expect: cleanup 1
