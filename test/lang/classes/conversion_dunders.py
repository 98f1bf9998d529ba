# __int__, __float__, __index__, __bytes__, __trunc__, __round__, __floor__ and their errors.
class I:
    def __int__(self): return 7
class X:
    def __index__(self): return 9
class F:
    def __float__(self): return 2.5
class B:
    def __bytes__(self): return b'bb'
class Tr:
    def __round__(self, n=None): return ('r', n)
    def __divmod__(self, o): return ('dm', o)
    def __rdivmod__(self, o): return ('rdm', o)
print(int(I()), int(X()), float(F()), float(X()), bytes(B()), round(Tr()), round(Tr(), 2))
print(divmod(Tr(), 3), divmod(3, Tr()))
def t(f):
    try: print(f())
    except (TypeError, ValueError) as e: print(type(e).__name__, e)
class Bad:
    def __int__(self): return 1.5
    def __float__(self): return 1
    def __bytes__(self): return 'x'
    def __complex__(self): return 0
t(lambda: int(Bad()))
t(lambda: float(Bad()))
t(lambda: bytes(Bad()))
t(lambda: int(object))
t(lambda: float([]))
t(lambda: round('x'))
t(lambda: range(I()))
t(lambda: [1, 2][I()])
t(lambda: abs([]))
t(lambda: '%d' % I())
t(lambda: '%d' % X())
t(lambda: '%x' % X())
t(lambda: '%.1f' % F())
t(lambda: '%d' % F())
t(lambda: chr(X()))
t(lambda: int('5', X()))
t(lambda: 2 ** X())
t(lambda: [0, 1, 2, 3][X():])
