# type(name, bases, ns): methods, errors, __name__ and __qualname__.
def hello(self): return 'hello from ' + type(self).__name__
A = type('A', (), {'x': 1, 'hello': hello})
B = type('B', (A,), {'__init__': lambda self, v: setattr(self, 'v', v)})
print(A.x, A().hello(), B(5).v, B(1).hello(), B.__mro__[1] is A, A.__name__, A.__module__)
print(A, B, type(A), type(type(A)))
ns = {'y': 1}
C = type('C', (B,), ns)
ns['y'] = 2
print(C.y)
C.__name__ = 'Renamed'
print(C.__name__, C.__qualname__, C)
def t(f):
    try: print(f())
    except TypeError as e: print(e)
t(lambda: type('X', (), []))
t(lambda: type('X', [], {}))
t(lambda: type(5, (), {}))
t(lambda: type('X'))
t(lambda: type('X', ()))
t(lambda: type())
t(lambda: type('X', (5,), {}))
t(lambda: type('X', (), {}).__bases__)
t(lambda: type('S', (str,), {'shout': lambda s: s.upper()})('abc').shout())
try:
    A.__class__ = int
except TypeError as e:
    print(e)
b = B(1)
b.__class__ = C
print(type(b).__name__, b.v, b.y)
