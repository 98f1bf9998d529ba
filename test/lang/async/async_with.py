# async with: order, several managers, targets, suppressed and replaced exceptions, ways out.
class Give:
    def __init__(self, value):
        self.value = value

    def __await__(self):
        return (yield self.value)


def run(coroutine):
    seen = []
    while True:
        try:
            seen.append(coroutine.send(len(seen)))if seen else seen.append(coroutine.send(None))
        except StopIteration as stop:
            return seen, stop.value


class Manager:
    def __init__(self, name, suppress=False, fail=None):
        self.name, self.suppress, self.fail = name, suppress, fail

    async def __aenter__(self):
        await Give('enter ' + self.name)
        if self.fail == 'enter':
            raise KeyError(self.name)
        return self.name

    async def __aexit__(self, kind, value, traceback):
        await Give(f"exit {self.name} {kind.__name__ if kind else None} {value!r} {traceback is not None}")
        if self.fail == 'exit':
            raise KeyError(self.name)
        return self.suppress


def tell(f, *args):
    try:
        print(run(f(*args)))
    except BaseException as error:
        print(repr(error), repr(error.__context__), error.__suppress_context__)


async def plain():
    async with Manager('a'):
        pass
    async with Manager('a') as a, Manager('b') as (b, *rest), Manager('c') as box[0]:
        return a, b, rest, box
box = [0]


async def raising(*managers):
    first, second = managers
    async with first as a, second as b:
        raise ValueError(a, b)
    return 'suppressed'


async def loop():
    out = []
    for i in range(4):
        async with Manager(f'm{i}') as m:
            if i == 1:
                continue
            out.append(m)
            if i == 2:
                break
    else:
        out.append('never')
    while True:
        async with Manager('w'):
            break
    return out


async def returning():
    try:
        async with Manager('outer'):
            async with Manager('inner'):
                return await Give('value')
    finally:
        await Give('finally')


async def return_replaced():
    async with Manager('x', fail='exit'):
        return 1


async def handled():
    try:
        1 / 0
    except ZeroDivisionError:
        async with Manager('h', suppress=True):
            raise
        import sys
        return repr(sys.exc_info()[1])


class Sync:
    def __enter__(self):
        return 'sync'

    def __exit__(self, *info):
        print('sync exit', info[0])


async def mixed():
    with Sync() as s:
        async with Manager('a') as a:
            with Sync():
                return s, a


async def target_fails():
    async with Manager('t') as (a, b, c, d):
        pass


async def local_kept(m='before'):
    try:
        async with Manager('l', fail='enter') as m:
            pass
    except KeyError:
        return m

tell(plain)
tell(raising, Manager('a'), Manager('b'))
tell(raising, Manager('a', True), Manager('b'))
tell(raising, Manager('a'), Manager('b', True))
tell(raising, Manager('a'), Manager('b', fail='enter'))
tell(raising, Manager('a', True), Manager('b', fail='enter'))
tell(raising, Manager('a'), Manager('b', fail='exit'))
tell(raising, Manager('a', fail='exit'), Manager('b', fail='exit'))
tell(loop)
tell(returning)
tell(return_replaced)
tell(handled)
tell(mixed)
tell(target_fails)
tell(local_kept)
