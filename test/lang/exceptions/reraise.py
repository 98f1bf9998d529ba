# Bare raise: in handlers, nested functions, after an inner handler, with nothing active.
def bare():
    raise
try: bare()
except RuntimeError as e: print(e)
def outer():
    try: raise ValueError('first')
    except ValueError:
        try: raise KeyError('second')
        except KeyError: pass
        raise
try: outer()
except ValueError as e: print(repr(e), repr(e.__context__))
def helper(): raise
try:
    try: 1 / 0
    except ZeroDivisionError: helper()
except ZeroDivisionError as e: print('via helper', e)
try:
    try: raise OSError('o')
    except OSError as e:
        e.args = ('changed',)
        raise
except OSError as e: print(e)
def loop():
    for i in range(3):
        try: raise ValueError(i)
        except ValueError as e:
            last = e
            if i == 2: raise
try: loop()
except ValueError as e: print(e, repr(e.__context__))
def gen():
    try: yield 1
    except ValueError:
        yield 'caught'
        raise
g = gen(); next(g)
print(g.throw(ValueError('thrown')))
try: next(g)
except ValueError as e: print('reraised', e)
try:
    try: raise KeyError('k')
    finally:
        try: raise
        except RuntimeError as e: print('rt', e)
        except KeyError as e: print('finally sees', e)
except KeyError as e: print('outer', e)
