# async methods: inheritance, super(), properties, decorators, closures, __call__, abstract use, descriptors.
class Give:
    def __init__(self, value):
        self.value = value

    def __await__(self):
        return (yield self.value)


def run(coroutine):
    seen = []
    while True:
        try:
            seen.append(coroutine.send(None))
        except StopIteration as stop:
            return seen, stop.value


def traced(f):
    async def wrapper(*args, **kwargs):
        await Give('before ' + f.__name__)
        try:
            return await f(*args, **kwargs)
        finally:
            await Give('after')
    wrapper.__name__ = f.__name__
    return wrapper


class Base:
    def __init__(self, n):
        self.n = n

    @traced
    async def work(self, x=1):
        return self.n + x

    async def __call__(self, y):
        return await self.work(y)

    @property
    async def value(self):
        return await Give(self.n)

    @classmethod
    async def make(cls, n):
        return cls(await cls.check(n))

    @staticmethod
    async def check(n):
        await Give('check')
        return n

    async def __aenter__(self):
        return self

    async def __aexit__(self, *info):
        self.n = -1

    def __await__(self):
        return self.work().__await__()


class Derived(Base):
    async def work(self, x=2):
        return [await super().work(x), await super(Derived, self).work(x), __class__.__name__]

    async def __aenter__(self):
        return await super().__aenter__()

    def __aiter__(self):
        return self.items()

    async def items(self):
        for i in range(self.n):
            yield i, await self.check(i)


async def main():
    d = await Derived.make(2)
    out = [await d.work(), await d(5), await d.value, await d, [x async for x in d]]
    async with d as e:
        out.append(e is d)
    out.append(d.n)
    return out
for item in run(main())[1]:
    print(item)
print(run(Base.make(3))[0])


def counter():
    n = 0

    async def up(by):
        nonlocal n
        n += await Give(by)or by
        return n

    async def now():
        return n
    return up, now
up, now = counter()
print(run(up(2)), run(up(3)), run(now()))
late = [lambda i=i: Base(i).work() for i in range(3)]
print([run(f())[1] for f in late])


async def default(x=[]):
    x.append(await Give(len(x)))
    return x
print(run(default()), run(default()))


async def annotated(a: int, *b: str, c: 'float' = 1) -> list[int]:
    local: int = await Give(a)
    return annotated.__annotations__, annotated.__defaults__, annotated.__kwdefaults__
print(run(annotated(1)))


async def recursive(n):
    return n if n < 2 else await recursive(n - 1) + await recursive(n - 2)
print(run(recursive(12)))


class Desc:
    def __get__(self, instance, owner):
        async def bound(*args):
            return 'from a descriptor', args
        return bound


class UsesDesc:
    __aenter__ = Desc()
    __aexit__ = Desc()
    __await__ = lambda self: Give('d').__await__()


async def descriptors():
    async with UsesDesc() as x:
        1 / 0
    return x, await UsesDesc()
print(run(descriptors()))
print(type(Base.work), Derived.work.__qualname__, Base.__call__.__qualname__)
if True:
    async def conditional(): return 'one line'
    print(run(conditional()))
