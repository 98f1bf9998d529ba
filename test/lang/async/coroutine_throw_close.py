# throw() and close(): before the start, at an await, in nested coroutines, in the end.
class Give:
    def __init__(self, value, log=None):
        self.value = value

    def __await__(self):
        try:
            got = yield self.value
            print('got', got)
            return got
        except BaseException as error:
            print('leaf', repr(error))
            raise
        finally:
            print('leaf done', self.value)


def tell(what, *args):
    try:
        print('value', what(*args))
    except BaseException as error:
        print(type(error).__name__, error)


async def inner():
    try:
        return await Give('in')
    finally:
        print('inner done')


async def outer(catch):
    try:
        return await inner()
    except catch as error:
        print('caught', repr(error))
        return await Give('again')
    finally:
        print('outer done')

c = outer(ValueError)
tell(c.throw, ValueError('early'))
tell(c.send, None)
c = outer(ValueError)
tell(c.send, None)
tell(c.throw, ValueError('late'))
tell(c.send, 'answer')
c = outer(ValueError)
tell(c.send, None)
tell(c.throw, KeyError('other'))
c = outer(ValueError)
tell(c.close)
tell(c.close)
tell(c.send, None)
c = outer(ValueError)
tell(c.send, None)
tell(c.close)
tell(c.close)
c = outer(GeneratorExit)
tell(c.send, None)
tell(c.close)
tell(c.close)
c = outer(GeneratorExit)
tell(c.send, None)
tell(c.throw, GeneratorExit)
tell(c.send, 1)
c = outer(ValueError)
tell(c.send, None)
tell(c.throw, ValueError, 'with text')
tell(c.throw, ValueError, ValueError('instance'), None)
tell(c.close)
c = outer(ValueError)
tell(c.throw, 'text')
tell(c.throw, ValueError(), 5)
tell(c.throw, int)
tell(c.close)
w = outer(ValueError).__await__()
tell(next, w)
tell(w.throw, ValueError, 'wrapped')
tell(w.send, 3)
w = outer(ValueError).__await__()
tell(next, w)
tell(w.close)
tell(w.send, None)


class Bare:
    def __await__(self):
        return self

    def __iter__(self):
        return self

    def __next__(self):
        return 'bare'


class WithThrow(Bare):
    def throw(self, error):
        print('throw', repr(error))
        return 'thrown'

    def close(self):
        print('close')


class Sends(WithThrow):
    def send(self, value):
        print('send', value)
        if value == 'end':
            raise StopIteration('sent')
        return value


async def on(x):
    return await x
for cls in (Bare, WithThrow, Sends):
    c = on(cls())
    tell(c.send, None)
    tell(c.send, None)
    tell(c.send, 'value')
    tell(c.throw, ValueError('v'))
    tell(c.send, 'end')
    c = on(cls())
    tell(c.send, None)
    tell(c.close)
    c = on(cls())
    tell(c.send, None)
    tell(c.throw, GeneratorExit)
