# The exception being handled is per generator: yields inside handlers, context after resumption.
def g():
    try: raise ValueError('gen')
    except ValueError:
        yield 'in handler'
        try: raise
        except ValueError as e: yield f'reraised {e}'
    try: raise
    except RuntimeError as e: yield f'none active: {e}'
a = g()
print(next(a))
try: raise KeyError('outer')
except KeyError:
    print(next(a))
try: raise
except RuntimeError as e: print(e)
print(next(a))
def h():
    yield 1
    raise IndexError('from gen')
b = h(); next(b)
try:
    try: raise KeyError('caller')
    except KeyError: next(b)
except IndexError as e: print(repr(e.__context__))
def k():
    try: yield 1
    except ValueError as e: print('ctx', repr(e.__context__)); yield 2
c = k(); next(c)
try: raise OSError('handling')
except OSError: print(c.throw(ValueError('t')))
def m():
    try: yield
    finally: yield 'in finally'
d = m(); next(d)
print(d.throw(LookupError('pending')))
try: next(d)
except LookupError as e: print('released', e)
