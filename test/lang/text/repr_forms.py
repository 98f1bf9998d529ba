# resume-every: 4001
# Nesting, cycles, limits and fixed forms of repr.
l = []
for i in range(3000): l = [l]
try: repr(l)
except RecursionError as e: print(e)
l = []
for i in range(300): l = [l]
print(len(repr(l)))
class P:
    def __repr__(self): return 'P'
l = P()
for i in range(50): l = [l]
print(len(repr(l)))
class R:
    def __repr__(self): return repr([self])
try: repr(R())
except RecursionError as e: print('rec', str(e)[:32])
s = set(); f = frozenset([1]); print(s, f, {f}, [s])
class Q:
    def __init__(self): self.l = [self]
    def __repr__(self): return f'Q{self.l}'
print(Q())
x = [1, 2]; x.append({'k': x, 't': (x, [x])}); print(x)
class E1(Exception):
    def __str__(self): return 'e1'
class E2(Exception):
    def __repr__(self): return 'E2!'
print(E1(1), repr(E1(1)), E2(2), repr(E2(2)), [E1('x'), E2()], E2(E2()))
print(10**5000 if 0 else len(str(10**4000)))
for f in (lambda: str(10**5000), lambda: repr([10**5000]), lambda: f'{10**5000}', lambda: '%d' % 10**5000, lambda: f'{10**5000:x}'[:5], lambda: f'{10**5000:,}'):
    try: print(f())
    except ValueError as e: print(e)
import sys
print(repr(b'\x00\'"'), repr('\'"'), repr("'"), ascii('é\U0001F600'), ascii(['é']))
print(type(print), print.__name__ if hasattr(print, '__name__') else '', len, [].append.__name__, str.join, ''.join.__name__)
print(str(b'abc'), str(bytearray(b'x')), repr(memoryview) if 0 else '')
print(int, str, list[int] if 0 else '', type(None), NotImplemented, ..., range(3), range(1, 10, 2), complex(1, -2), 1e100, -0.0, float('nan'))
print(ascii(chr(0x10ffff)), chr(0xd800).__repr__(), '\x85\xa0\u2028'.__repr__())
def g(): yield 1
print(repr(g()).startswith('<generator object g at 0x'), repr(g).startswith('<function g at 0x'), repr(lambda: 0).startswith('<function <lambda> at 0x'))
class C:
    def m(self): pass
    class N: pass
    @property
    def p(self): return 1
c = C()
print(repr(c.m).startswith('<bound method C.m of <__main__.C object at 0x'), repr(C.N), repr(C.m).startswith('<function C.m at'), repr(C.__dict__['p']).startswith('<property object at'))
