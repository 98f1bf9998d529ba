# with statements inside generators: suspension, close, throw.
class CM:
    def __init__(self, n, eat=False): self.n, self.eat = n, eat
    def __enter__(self): print('enter', self.n); return self.n
    def __exit__(self, t, v, tb):
        print('exit', self.n, t.__name__ if t else None, v)
        return self.eat
def g(eat):
    with CM('a') as a, CM('b', eat):
        yield a
        yield 'second'
    yield 'after'
for x in g(False): print(x)
x = g(True); next(x)
try: x.close()
except RuntimeError as e: print(e)
x = g(False); next(x); x.close()
x = g(True); next(x)
print(x.throw(ValueError('t')))
x = g(False); next(x)
try: x.throw(ValueError('t2'))
except ValueError as e: print('escaped', e)
def cm(gen):
    class W:
        def __enter__(self): self.g = gen(); return next(self.g)
        def __exit__(self, t, v, tb):
            if t is None:
                try: next(self.g)
                except StopIteration: return False
            try: self.g.throw(v)
            except StopIteration: return True
            except BaseException as e:
                if e is v: return False
                raise
    return W
@cm
def section():
    print('before')
    try: yield 'resource'
    except KeyError as e: print('handled', e)
    finally: print('after')
with section() as r: print(r)
with section(): raise KeyError('k')
try:
    with section(): raise ValueError('v')
except ValueError as e: print('out', e)
