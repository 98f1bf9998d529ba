# Errors while handling errors: failing __str__, failing except expressions, failing finally.
class BadStr(Exception):
    def __str__(self): raise TypeError('no str')
try: raise BadStr()
except BadStr as e:
    try: print(e)
    except TypeError as t: print('str failed:', t, '| context', type(t.__context__).__name__)
try:
    try: 1 / 0
    except undefined: pass
except NameError as e: print(e, '|', repr(e.__context__))
try:
    try: 1 / 0
    except {}['k']: pass
except KeyError as e: print(repr(e), repr(e.__context__))
class InitFails(Exception):
    def __init__(self): raise ValueError('in init')
try: raise InitFails
except ValueError as e: print(e)
class NewOther(Exception):
    def __new__(cls): return 5
try: raise NewOther
except TypeError as e: print(e)
class Exit:
    def __enter__(self): return self
    def __exit__(self, *a): raise KeyError('exit')
try:
    with Exit(): raise ValueError('body')
except KeyError as e: print(repr(e), repr(e.__context__))
def cyc():
    a, b = ValueError('a'), KeyError('b')
    try:
        try: raise a
        except ValueError: raise b
    except KeyError:
        try: raise a
        except ValueError as e: return repr(e.__context__), repr(e.__context__.__context__)
print(cyc())
