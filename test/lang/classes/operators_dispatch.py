# NotImplemented, subclass priority for reflected operators, error texts.
class A:
    def __add__(self, o): print('A.add', end=' '); return NotImplemented
    def __radd__(self, o): print('A.radd', end=' '); return NotImplemented
class B:
    def __radd__(self, o): print('B.radd', end=' '); return 'B'
class Sub(A):
    def __radd__(self, o): print('Sub.radd', end=' '); return 'sub'
class Plain(A): pass
def t(f):
    try: print(f())
    except TypeError as e: print('|', e)
t(lambda: A() + B())
t(lambda: A() + Sub())
t(lambda: Sub() + A())
t(lambda: A() + Plain())
t(lambda: A() + A())
t(lambda: A() + 1)
t(lambda: 1 + A())
t(lambda: object() + 1)
t(lambda: 1 + 'a')
t(lambda: 'a' + 1)
t(lambda: [] + ())
t(lambda: () + [])
t(lambda: None - None)
t(lambda: {} | 1)
t(lambda: 'a' * 'b')
t(lambda: -'a')
t(lambda: ~1.5)
t(lambda: +[])
t(lambda: 1 @ 2)
t(lambda: 2 ** 'x')
t(lambda: 5 % 'x')
t(lambda: divmod('a', 1))
t(lambda: 1 << 1.0)
t(lambda: pow(2, 'a', 3))
t(lambda: b'a' + 'a')
class X:
    __add__ = None
t(lambda: X() + 1)
