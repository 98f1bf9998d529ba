# athrow and aclose: caught, ignored, in finally, before the start, after the end.
class Give:
    def __init__(self, value):
        self.value = value

    def __await__(self):
        return (yield self.value)


def drive(awaitable):
    seen = []
    while True:
        try:
            seen.append(awaitable.send(None))
        except StopIteration as stop:
            return seen, stop.value
        except BaseException as error:
            return seen, repr(error)


async def guarded(log):
    try:
        while True:
            try:
                got = yield len(log)
                log.append(got)
            except ValueError as error:
                log.append(repr(error))
                await Give('handling')
    finally:
        log.append('finally')
        await Give('cleaning')
        log.append('cleaned')

log = []
g = guarded(log)
print(drive(g.asend(None)), drive(g.athrow(ValueError('a'))), drive(g.athrow(ValueError, 'b')), drive(g.athrow(ValueError)))
print(drive(g.aclose()), log)
print(drive(g.aclose()), drive(g.asend(None)), drive(g.athrow(KeyError('k'))))
log = []
g = guarded(log)
print(drive(g.asend(None)), drive(g.athrow(KeyError('out'))), log, drive(g.asend(None)))
g = guarded([])
print(drive(g.athrow(KeyError('early'))), drive(g.asend(None)))
g = guarded([])
print(drive(g.aclose()), drive(g.asend(None)))


async def ignores():
    for i in range(2):
        try:
            yield i
        except GeneratorExit:
            print('ignored')

g = ignores()
print(drive(g.asend(None)), drive(g.aclose()))
print(drive(g.aclose()), drive(g.athrow(ValueError('v'))), g.ag_running)
print(drive(g.asend(None)), drive(g.asend(None)))


async def once():
    try:
        yield 1
    except GeneratorExit:
        await Give('in except')
        yield 'still'
g = once()
print(drive(g.asend(None)), drive(g.aclose()), drive(g.asend(None)))
g = once()
print(drive(g.asend(None)), drive(g.athrow(GeneratorExit)), drive(g.asend(None)), drive(g.asend(None)))


async def swallows():
    try:
        yield 1
    except GeneratorExit:
        return
g = swallows()
print(drive(g.asend(None)), drive(g.aclose()))


async def replaces():
    try:
        yield 1
    finally:
        raise OSError('from finally')
g = replaces()
print(drive(g.asend(None)), drive(g.aclose()), drive(g.aclose()))


async def stops():
    try:
        yield 1
    except GeneratorExit:
        raise StopAsyncIteration
g = stops()
print(drive(g.asend(None)), drive(g.aclose()))
for args in ((1,), (ValueError, 1), (ValueError('x'), 1), (ValueError('x'), None, None), (int,), (ValueError, None, 5),
             (ValueError, ValueError('instance')), (ValueError, ('a', 'b'))):
    g = swallows()
    drive(g.asend(None))
    try:
        t = g.athrow(*args)
    except TypeError as error:
        print('made', error)
    else:
        print(args, drive(t))
    print(drive(g.asend(None)))
g = guarded([])
drive(g.asend(None))
t = g.aclose()
print(t.send(None))
for other in (g.asend(None), g.athrow(ValueError), g.aclose()):
    print(drive(other), drive(other))
print(g.ag_running, drive(t), g.ag_running, drive(t))
g = guarded([])
drive(g.asend(None))
t = g.athrow(ValueError('x'))
try:
    t.send(5)
except RuntimeError as error:
    print(error)
print(drive(t))
s = g.asend(None)
print(s.close(), drive(s), g.ag_running)
t = g.aclose()
print(t.close(), drive(t))
t = g.athrow(ValueError('y'))
print(t.send(None))
print(drive(g.asend(None)))
try:
    print(t.throw(ValueError('z')))
except StopIteration as stop:
    print('stop', stop.value)
except BaseException as error:
    print(repr(error))
print(drive(g.aclose()))
s = g.asend(None)
try:
    s.throw(ValueError('dead'))
except BaseException as error:
    print(repr(error))
print(drive(s))
