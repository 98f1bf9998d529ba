# What is no asynchronous context manager.
def run(coroutine):
    try:
        while True:
            coroutine.send(None)
    except StopIteration as stop:
        return stop.value


async def use(manager):
    async with manager as m:
        return m


class Nothing:
    pass


class OnlyEnter:
    async def __aenter__(self):
        return 1


class OnlyExit:
    async def __aexit__(self, *info):
        return 1


class Sync:
    def __enter__(self):
        return 1

    def __exit__(self, *info):
        return 1


class EnterNoAwait(OnlyExit):
    def __aenter__(self):
        return 5


class ExitNoAwait(OnlyEnter):
    def __aexit__(self, *info):
        return 'text'


class EnterRaises(OnlyExit):
    def __aenter__(self):
        raise KeyError('enter')


class OnInstance:
    def __init__(self):
        self.__aenter__ = self.__aexit__ = lambda *info: None


class FewParameters(OnlyEnter):
    async def __aexit__(self):
        pass


class Meta(type):
    async def __aenter__(cls):
        return cls.__name__

    async def __aexit__(cls, *info):
        print('class left', info[:2])


class WithMeta(metaclass=Meta):
    pass


class Stat:
    @staticmethod
    async def __aenter__():
        return 'static'

    @classmethod
    async def __aexit__(cls, *info):
        print('class method', cls.__name__, info[:2])

async def raising(manager):
    async with manager:
        raise ValueError('body')

for manager in (5, None, Nothing(), OnlyEnter(), OnlyExit(), Sync(), EnterNoAwait(), ExitNoAwait(), EnterRaises(),
                OnInstance(), FewParameters(), WithMeta, WithMeta(), Stat(), Meta):
    for f in (use, raising):
        try:
            print(run(f(manager)))
        except BaseException as error:
            print(type(error).__name__, error, repr(error.__context__))


async def sync_with(manager):
    with manager:
        pass
try:
    run(sync_with(Stat()))
except TypeError as error:
    print(error)
