# Future.set_exception() took what is no exception.
import asyncio
async def main():
    f = asyncio.get_running_loop().create_future()
    for e in (5, "x", None, int, object(), KeyError, ValueError("v"), StopIteration, StopIteration(1), 6):
        try: f.set_exception(e); print("ok", repr(f))
        except BaseException as e: print(type(e).__name__, e)
        if f.done(): f.exception(); f = asyncio.get_running_loop().create_future()
asyncio.run(main())
