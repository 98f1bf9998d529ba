# Private names are mangled with the class where they are written.
class A:
    __v = 'A'
    def __m(self): return 'A.m'
    def get(self): return self.__v, self.__m()
    def set(self): self.__w = 1; return sorted(self.__dict__)
    def __dunder__(self): return 'plain'
    class __Inner: __x = 5
    def inner(self): return self.__Inner._Inner__x if hasattr(self.__Inner, '_Inner__x') else 0

class B(A):
    __v = 'B'
    def __m(self): return 'B.m'
    def getb(self): return self.__v, self.__m()

b = B()
print(b.get(), b.getb(), b._A__v, b._B__v, b.set(), b.__dunder__(), b.inner())
print(sorted(k for k in vars(A) if 'A__' in k))
class _Under:
    def f(self): self.__x = 1; return list(self.__dict__)
class __:
    def f(self): self.__x = 1; return list(self.__dict__)
print(_Under().f(), __().f())
class L:
    def f(self, __p=1):
        __loc = __p + 1
        def g(): return __loc
        return g(), sorted(locals())
    def kw(self, **k): return k
    def use(self): return self.kw(__k=1)
    def glob(self):
        global __g
        __g = 7
print(L().f()[0], L().f()[1][:2], L().use())
L().glob()
print(_L__g)
try:
    class T:
        def f(self): return self.__nope
    T().f()
except AttributeError as e:
    print(e)
