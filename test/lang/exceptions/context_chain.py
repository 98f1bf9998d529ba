# __context__, __cause__ and __suppress_context__ for each form of raise.
def info(e, depth=0):
    print('  ' * depth + repr(e), 'cause', repr(e.__cause__), 'ctx', repr(e.__context__),
          e.__suppress_context__)
    if e.__context__ and depth < 4: info(e.__context__, depth + 1)
def go(f):
    try: f()
    except Exception as e: info(e)
def implicit():
    try: raise ValueError(1)
    except ValueError: raise KeyError(2)
def explicit():
    try: raise ValueError(1)
    except ValueError as e: raise KeyError(2) from e
def none():
    try: raise ValueError(1)
    except ValueError: raise KeyError(2) from None
def cls():
    raise KeyError from ValueError
def from_new():
    raise KeyError(1) from OSError('x')
def in_finally():
    try: raise ValueError(1)
    finally: raise KeyError(2)
def three():
    try:
        try: raise ValueError(1)
        except ValueError: raise KeyError(2)
    except KeyError: raise IndexError(3)
def after():
    try: raise ValueError(1)
    except ValueError: pass
    raise KeyError('alone')
def same():
    try: raise ValueError(1)
    except ValueError as e: raise e
def called():
    def helper(): raise KeyError('in helper')
    try: raise ValueError(1)
    except ValueError: helper()
for f in (implicit, explicit, none, cls, from_new, in_finally, three, after, same, called): go(f)
for bad in (lambda: exec_raise(5), lambda: exec_from(5)):
    def exec_raise(x): raise x
    def exec_from(x): raise KeyError from x
    try: bad()
    except TypeError as e: print(e)
