# yield from a user-defined iterator with send, throw and close.
class It:
    def __iter__(self): print('iter'); return self
    def __next__(self): print('next'); return 'n'
    def send(self, v): print('send', v); return 's' + v
    def throw(self, *a): print('throw', [getattr(x, '__name__', repr(x)) for x in a]); return 't'
    def close(self): print('close')
def g(cls=It):
    r = yield from cls()
    print('r', r)
a = g()
print(next(a))
print(next(a))
print(a.send('v'))
print(a.throw(ValueError('x')))
a.close()
class Stop(It):
    def send(self, v): raise StopIteration(v * 2)
    def throw(self, *a): raise StopIteration('thrown')
b = g(Stop); next(b)
try: b.send('q')
except StopIteration as e: print('end', e.value)
b = g(Stop); next(b)
try: b.throw(KeyError)
except StopIteration as e: print('end', e.value)
class NoSend:
    def __iter__(self): return self
    def __next__(self): return 'only next'
c = (lambda: (yield from NoSend()))()
print(next(c), c.send(None))
try: c.send(1)
except AttributeError as e: print(e)
class BadClose(It):
    def close(self): raise OSError('cannot close')
def h(): yield from BadClose()
d = h(); next(d)
try: d.close()
except OSError as e: print(e)
