# perdure-only
# A coroutine that is dropped before it was awaited, or in the middle, is neither warned about nor closed.
async def f(x):
    try:
        await g(x)
    finally:
        print('cleanup', x)


class g:
    def __init__(self, x):
        self.x = x

    def __await__(self):
        yield self.x


async def agen():
    try:
        yield 1
    finally:
        print('never')
f(1)
c = f(2)
print(c.send(None))
del c
a = agen()
try:
    a.asend(None).send(None)
except StopIteration as stop:
    print(stop.value)
del a
c = f(3)
print(c.send(None), hasattr(c, '__del__'))
c.close()
c = f(4)
c.close()
# expect: 2
# expect: 1
# expect: 3 False
# expect: cleanup 3
