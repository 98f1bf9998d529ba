# Suppression and the exception state: what is active after a swallowed exception.
class Suppress:
    def __init__(self, *ts): self.ts = ts
    def __enter__(self): return self
    def __exit__(self, t, v, tb):
        self.seen = v
        return 'truthy' if t and issubclass(t, self.ts) else 0
def active():
    try: raise
    except RuntimeError: return 'none'
    except Exception as e: return repr(e)
with Suppress(ValueError) as s: raise ValueError('a')
print(repr(s.seen), active())
try: raise KeyError('outer')
except KeyError:
    with Suppress(ValueError): raise ValueError('inner')
    print(active())
    with Suppress(ValueError) as s: raise ValueError
    print(repr(s.seen.__context__))
with Suppress(Exception) as s:
    with Suppress(KeyError): raise ValueError('through')
print(s.seen)
class InExit:
    def __enter__(self): pass
    def __exit__(self, *a): print('in exit', active()); return True
with InExit(): raise IndexError('x')
with InExit(): pass
x = []
with Suppress(ZeroDivisionError): x.append(1); 1 / 0; x.append(2)
print(x)
for i in range(3):
    with Suppress(ValueError):
        if i == 1: raise ValueError
        x.append(i)
print(x)
class Swap:
    def __enter__(self): pass
    def __exit__(self, t, v, tb):
        if t: raise RuntimeError('swapped') from v
try:
    with Swap(): {}['k']
except RuntimeError as e: print(e, repr(e.__cause__))
with Suppress(BaseException): raise SystemExit(3)
class BadBool:
    def __enter__(self): pass
    def __exit__(self, *a):
        class B:
            def __bool__(self): raise OSError('bool')
        return B()
try:
    with BadBool(): raise ValueError('v')
except OSError as e: print(e, repr(e.__context__))
with BadBool(): print('no bool call without exception')
