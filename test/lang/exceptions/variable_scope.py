# The exception variable is deleted at the end of the handler, however it is left.
e = 'outer'
try: raise ValueError('x')
except ValueError as e: print('in', e)
try: print(e)
except NameError as n: print(n)
e = 1
try: pass
except ValueError as e: pass
print(e)
def f():
    err = 'before'
    try: raise KeyError
    except KeyError as err: err = 'rebound'
    try: return err
    except UnboundLocalError as u: return str(u)
print(f())
def g():
    for i in range(2):
        try: raise ValueError(i)
        except ValueError as ex:
            keep = ex
            continue
    return 'ex' in locals(), keep.args
print(g())
def h():
    try: raise ValueError
    except ValueError as ex:
        del ex
    return 'fine'
print(h())
def k():
    try: raise ValueError('cell')
    except ValueError as ex:
        get = lambda: ex
        print(get())
    try: get()
    except NameError as n: return str(n)
print(k())
class C:
    try: raise ValueError
    except ValueError as ce: seen = True
print(hasattr(C, 'ce'), C.seen)
def m():
    global ge
    try: raise ValueError
    except ValueError as ge: pass
    return 'ge' in globals()
print(m())
