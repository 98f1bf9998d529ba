# __traceback__ as a chain of tb_next with line numbers.
def a(): b()
def b():
    x = 1
    raise ValueError('v')
def lines(tb):
    out = []
    while tb is not None:
        out.append(tb.tb_lineno)
        tb = tb.tb_next
    return out
try: a()
except ValueError as e: print(lines(e.__traceback__)); saved = e
try: raise saved
except ValueError as e: print(lines(e.__traceback__))
try: raise saved.with_traceback(None)
except ValueError as e: print(lines(e.__traceback__))
def c():
    try: b()
    except ValueError: raise
try: c()
except ValueError as e: print(lines(e.__traceback__))
def d():
    try: b()
    except ValueError as e: raise KeyError from e
try: d()
except KeyError as e: print(lines(e.__traceback__), lines(e.__cause__.__traceback__))
