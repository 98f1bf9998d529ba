# asend: values go in, values come out; awaits in between; the state afterwards.
class Give:
    def __init__(self, value):
        self.value = value

    def __await__(self):
        got = yield self.value
        return f'<{got}>'


def drive(awaitable, *answers):
    seen, answers = [], list(answers)
    value = None
    while True:
        try:
            seen.append(awaitable.send(value))
        except StopIteration as stop:
            return seen, stop.value
        except BaseException as error:
            return seen, repr(error)
        value = answers.pop(0) if answers else None


async def echo():
    got = yield 'first'
    while got is not None:
        extra = await Give(got)
        got = yield (got, extra)
    return

e = echo()
print(drive(e.asend(1)))
print(drive(e.asend(None)))
print(drive(e.asend('a'), 'x'))
print(drive(e.asend('b'), 'y'))
print(drive(e.asend(None)))
print(drive(e.asend('c')))
print(drive(e.asend(None)))
print(drive(e.__anext__()))
print(drive(e.aclose()), drive(e.athrow(ValueError('late'))), drive(e.aclose()))
e = echo()
first = e.asend(None)
print(first.send('replaces the value') if False else drive(first))
second = e.asend('sendval')
print(second.send(None))
try:
    print(second.send('to the await'))
except StopIteration as stop:
    print(stop.value)
third = e.asend('dropped')
try:
    third.send('wins')
except StopIteration as stop:
    print(stop.value)
except BaseException as error:
    print(repr(error))
print(e.ag_running)
print(drive(third, 'finish'))


async def fails():
    yield 1
    raise KeyError('inside')
f = fails()
print(drive(f.asend(None)), drive(f.asend(None)), drive(f.asend(None)), drive(f.asend(5)), drive(f.aclose()))


async def stops(error):
    yield 1
    raise error
for error in (StopIteration('si'), StopAsyncIteration('sai'), GeneratorExit('ge')):
    s = stops(error)
    print(drive(s.asend(None)), drive(s.asend(None)), drive(s.asend(None)))
for error in (StopIteration('si'), StopAsyncIteration('sai')):
    s = stops(error)
    drive(s.asend(None))
    try:
        s.asend(None).send(None)
    except RuntimeError as e:
        print(repr(e), repr(e.__cause__), repr(e.__context__), e.__cause__ is error)


async def empty():
    return
    yield
print(drive(empty().asend(None)), drive(empty().asend(1)), drive(empty().aclose()), drive(empty().athrow(ValueError('v'))))


async def from_coroutine():
    e = echo()
    out = [await e.asend(None), await e.asend(10), await e.asend(20)]
    try:
        await e.asend(None)
    except StopAsyncIteration as error:
        out.append(repr(error))
    return out
print(drive(from_coroutine(), 'p', 'q'))
def in_for():
    e = echo()
    for x in e.asend(None):
        print('never')
    for x in e.asend('z'):
        print('awaits', x)
    def delegate():
        result = yield from e.asend('w')
        return result
    d = delegate()
    print(next(d))
    try:
        d.send('through')
    except StopIteration as stop:
        print(stop.value)
in_for()
