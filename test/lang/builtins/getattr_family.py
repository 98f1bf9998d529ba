# getattr, setattr, hasattr, delattr with defaults, properties and errors.
class A:
    x = 1
    __slots__ = ()
class B:
    def __init__(self): self.v = 'v'
    @property
    def p(self): return self.missing
    def m(self): return 'm'
b = B()
print(getattr(b, 'v'), getattr(b, 'nope', 'dflt'), getattr(b, 'm')(), getattr(B, 'm')(b))
print(getattr(b, 'p', 'prop default'), hasattr(b, 'v'), hasattr(b, 'p'))
print(hasattr(b, '__class__'))
setattr(b, 'new', 1); setattr(b, 'with space', 2); setattr(B, 'cls', 3)
print(b.new, getattr(b, 'with space'), b.cls, vars(b), delattr(b, 'v'), hasattr(b, 'v'))
for n in ('a', 'b'): setattr(b, n * 2, n)
print([getattr(b, n) for n in ('aa', 'bb')], getattr('abc', 'upper')(), getattr(5, 'real'))
print(getattr([], 'append', None) is not None, getattr(int, '__name__'))
def t(f):
    try: print(f())
    except (AttributeError, TypeError) as e: print(type(e).__name__, e)
t(lambda: getattr(b, 'zz')); t(lambda: delattr(b, 'zz')); t(lambda: setattr(A(), 'x', 2))
t(lambda: setattr(5, 'y', 1)); t(lambda: getattr(b, 5)); t(lambda: hasattr(b, 5))
t(lambda: setattr(b, 5, 5)); t(lambda: getattr(b))
t(lambda: delattr(B, 'p') or hasattr(B, 'p')); t(lambda: getattr(b, 'x', *[]))
t(lambda: hasattr(b)); t(lambda: delattr(5, 'real')); t(lambda: getattr(b, 'q', default=1))
t(lambda: setattr(b, 'k'))
class D:
    def __getattr__(self, n):
        if n.startswith('ok'): return n
        raise AttributeError
t(lambda: D().ok1); t(lambda: D().no); t(lambda: getattr(D(), 'no', 'd'))
t(lambda: hasattr(D(), 'ok'))
