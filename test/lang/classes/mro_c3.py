# C3 linearisation: diamonds, order conflicts, mro() and __mro__.
class O: pass
class A(O): pass
class B(O): pass
class C(O): pass
class D(A, B): pass
class E(B, C): pass
class F(D, E): pass

def names(c):
    return [k.__name__ for k in c.__mro__]

for c in (D, E, F):
    print(names(c))
print(F.mro() == list(F.__mro__), F.__bases__ == (D, E), F.__base__.__name__)
try:
    class Bad(A, D): pass
except TypeError as e:
    print(e)
class X(A, B): pass
class Y(B, A): pass
try:
    class Z(X, Y): pass
except TypeError as e:
    print(e)
try:
    class Dup(A, A): pass
except TypeError as e:
    print(e)
print(issubclass(F, B), issubclass(B, F), issubclass(F, (int, E)), isinstance(F(), O))
try:
    class NotBase(5): pass
except TypeError as e:
    print(e)
try:
    class NoBool(bool): pass
except TypeError as e:
    print(e)
