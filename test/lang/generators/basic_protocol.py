# next, send, exhaustion, return value, iteration state.
def g(n):
    for i in range(n):
        r = yield i
        print('got', r)
    return 'ret'
x = g(2)
print(next(x), x.send('a'))
try: x.send('b')
except StopIteration as e: print('stop', e.value, e.args)
try: next(x)
except StopIteration as e: print('again', e.value)
print(list(x), next(x, 'dflt'))
y = g(1)
try: y.send('early')
except TypeError as e: print(e)
print(y.send(None), list(y))
print(iter(y) is y, y.__name__, type(y).__name__, hasattr(y, 'send'), y.gi_frame is None)
def empty():
    return
    yield
print(list(empty()), next(empty(), None))
def none():
    x = yield
    print('x', x)
    yield x
z = none()
print(next(z), z.send(5))
def self_next():
    yield next(me)
me = self_next()
try: next(me)
except ValueError as e: print(e)
