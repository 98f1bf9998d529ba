# Resuming what runs, has ended, or never began, for all kinds at once.
class Give:
    def __await__(self):
        return (yield 'given')


def tell(f):
    try:
        print('value', f())
    except BaseException as error:
        print(type(error).__name__, error)


async def coroutine():
    holder['inside']()
    await Give()


async def agen():
    holder['inside']()
    await Give()
    yield 1
    holder['inside']()

holder = {}
for what in ('send', 'throw', 'close'):
    def inside():
        c = holder['c']
        print('running', c.cr_running, c.cr_suspended, c.cr_await)
        if what == 'send':
            tell(lambda: c.send(None))
        elif what == 'throw':
            tell(lambda: c.throw(ValueError('re')))
        else:
            tell(c.close)
    holder['inside'] = inside
    holder['c'] = c = coroutine()
    tell(lambda: c.send(None))
    tell(lambda: c.send(None))
    tell(lambda: c.send(None))


def inside():
    a = holder['a']
    print('running', a.ag_running, type(a.ag_await).__name__)
    for make in (a.__anext__, lambda: a.asend(1), lambda: a.athrow(ValueError('x')), a.aclose):
        w = make()
        tell(lambda: w.send(None))
holder['inside'] = inside
holder['a'] = a = agen()
step = a.asend(None)
tell(lambda: step.send(None))
print(a.ag_running)
inside()
tell(lambda: step.send(None))
print(a.ag_running)
tell(lambda: a.__anext__().send(None))
print(a.ag_running)
a = agen()
for value in (1, 'x', ()):
    tell(lambda: a.asend(value).send(None))
print(a.ag_running)
tell(lambda: a.asend(None).throw(KeyError('at the start')))
tell(lambda: a.asend(None).send(None))
c = coroutine()
tell(lambda: c.send(1))
tell(lambda: c.throw(KeyError('at the start')))
tell(lambda: c.send(None))
tell(lambda: c.send(1))
tell(lambda: c.throw(KeyError('again')))
tell(lambda: c.__await__().send(None))
tell(c.close)


async def noop():
    return 7
c = noop()
w1, w2 = c.__await__(), c.__await__()
tell(lambda: next(w1))
tell(lambda: next(w2))
tell(lambda: w1.close())
tell(lambda: w2.throw(ValueError('w')))


async def shares():
    return [await one, await one]
async def slow():
    await Give()
    return 'slow'
one = slow()
s = shares()
tell(lambda: s.send(None))
t = shares()
tell(lambda: t.send(None))
tell(lambda: s.send(None))
