# How except clauses choose: order, tuples, subclasses, expressions, invalid classes.
class A(Exception): pass
class B(A): pass
class C(B): pass
def which(exc, *handlers):
    try: raise exc
    except handlers as e: return type(e).__name__ + ' handled'
    except Exception as e: return type(e).__name__ + ' other'
print(which(C(), A), which(A(), C))
print(which(B, A, KeyError), which(C()))
def order(e):
    try: raise e
    except C: return 'C'
    except B: return 'B'
    except A: return 'A'
    except (LookupError, ArithmeticError): return 'L/A'
    except: return 'bare'
print([order(x) for x in (A, B, C(), KeyError(1), OverflowError, KeyboardInterrupt, SystemExit(1))])
def pick(n):
    print('evaluate', n, end='; ')
    return (ValueError, KeyError)[n]
try: raise KeyError('z')
except pick(0): print('no')
except pick(1): print('yes')
try: pass
except undefined_name: pass
print('handler expression not evaluated')
for bad in (5, 'ValueError', (ValueError, 5), object):
    try:
        try: raise KeyError('inner')
        except bad: print('never')
    except TypeError as e: print(e, '|', repr(e.__context__))
try:
    try: raise B
    except (KeyError, (A, IndexError)) as e: print('nested tuple', type(e))
except TypeError as e: print('nested tuple refused')
for bad in (5, 'str', None, object, object()):
    try: raise bad
    except TypeError as e: print(e)
