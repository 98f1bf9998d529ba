# throw: caught inside, uncaught, before start, after end, with instance and class forms.
def g():
    while True:
        try:
            x = yield 'ready'
            print('x', x)
        except ValueError as e:
            print('inside', repr(e))
            yield 'recovered'
        finally: print('fin')
a = g()
print(next(a), a.throw(ValueError('v')), next(a), a.throw(ValueError))
try: a.throw(KeyError('out'))
except KeyError as e: print('out', e)
try: next(a)
except StopIteration: print('finished')
b = g()
try: b.throw(ValueError('before start'))
except ValueError as e: print(e)
print(list(b))
c = g()
try: c.throw(5)
except TypeError as e: print(e)
def h():
    try: yield 1
    except ValueError: return 'ret'
    except TypeError: raise KeyError('converted')
d = h(); next(d)
try: d.throw(ValueError)
except StopIteration as e: print('value', e.value)
d = h(); next(d)
try: d.throw(TypeError('t'))
except KeyError as e: print(e, repr(e.__context__))
d = h(); next(d)
try: d.throw(StopIteration('s'))
except RuntimeError as e: print(e, repr(e.__cause__))
try: d.throw(ValueError('dead'))
except ValueError as e: print(e)
