# return in try, except, else and finally; finally wins.
def a():
    try: return 'try'
    finally: print('f', end=' ')
def b():
    try: return 'try'
    finally: return 'finally'
def c():
    try: raise ValueError
    except ValueError: return 'except'
    finally: print('f', end=' ')
def d():
    try: raise ValueError('lost')
    finally: return 'swallowed'
def e():
    try: pass
    except ValueError: pass
    else: return 'else'
    finally: print('f', end=' ')
def f():
    x = 1
    try: return x
    finally: x = 2
def g():
    x = [1]
    try: return x
    finally: x.append(2)
def h():
    try:
        try: return 'inner'
        finally: print('f1', end=' ')
    finally: print('f2', end=' ')
def i():
    try:
        try: raise KeyError
        finally: return 'inner finally'
    except KeyError: return 'never'
    finally: print('outer', end=' ')
def j():
    try: return 1 / 0
    except ZeroDivisionError:
        try: return 'handled'
        finally: print('nested', end=' ')
    finally: print('last', end=' ')
for fn in (a, b, c, d, e, f, g, h, i, j):
    print(fn.__name__, fn())
