# gi_running, gi_frame, gi_yieldfrom and inspection of generator state.
def g():
    print('running', me.gi_running)
    yield 1
    yield from inner
inner = iter([5])
me = g()
print(me.gi_running, me.gi_frame is not None, me.gi_yieldfrom)
next(me)
print(me.gi_running, me.gi_yieldfrom)
next(me)
print(me.gi_yieldfrom is inner)
print(list(me), me.gi_frame, me.gi_running)
print(g.__code__.co_name, me.gi_code is g.__code__)
def named(): yield
n = named()
n.__name__ = 'renamed'
print(n.__name__, n.__qualname__, named.__name__)
try: n.x = 1
except AttributeError as e: print(e)
try: n.gi_running = 1
except AttributeError as e: print(e)
def rec():
    try: r.send(None)
    except ValueError as e: yield str(e)
    try: r.close()
    except ValueError as e: yield str(e)
    try: r.throw(KeyError)
    except ValueError as e: yield str(e)
r = rec()
print(list(r))
