# What sequences do with + and * comes after the reflected method of the other operand's class, and
# errors name that class.
class L(list):
    def __radd__(self, o): return ('radd', o)
class T(tuple):
    def __radd__(self, o): return ('radd', o)
class S(str):
    def __radd__(self, o): return ('radd', o)
class B(bytes):
    def __radd__(self, o): return ('radd', o)
class D(dict):
    def __radd__(self, o): return ('radd', o)
    def __rmul__(self, o): return ('rmul', o)
class I(int):
    def __rmul__(self, o): return ('rmul', o)
    def __radd__(self, o): return ('radd', o)
class Plain(list):
    pass
class Items(tuple):
    pass
class Index(int):
    def __index__(self): return 1
for a in ((1,), [1], 'a', b'a', bytearray(b'a')):
    for c in (L([2]), T((2,)), S('b'), B(b'b'), D(), I(3), Plain([4]), Items((5,)), Index(2)):
        for op in ('+', '*', '+=', '*='):
            x = a
            try:
                if op == '+': r = a + c
                elif op == '*': r = a * c
                elif op == '+=':
                    if type(x) in (list, bytearray): x = x[:]
                    x += c; r = x
                else:
                    if type(x) in (list, bytearray): x = x[:]
                    x *= c; r = x
                print(type(a).__name__, op, type(c).__name__, r)
            except TypeError as e:
                print(type(a).__name__, op, type(c).__name__, e)
print(I(2) * [1], I(2) * 'a', D() * [1] if hasattr(D, '__mul__') else 'no *')
