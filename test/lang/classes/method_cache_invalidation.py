# Changing classes between calls at one call site.
class A:
    def f(self): return 'A.f'
class B(A): pass
class C(B): pass
def call(o): return o.f()
c = C()
print(call(c), call(c))
B.f = lambda self: 'B.f'
print(call(c))
C.f = lambda self: 'C.f'
print(call(c))
c.f = lambda: 'inst'
print(call(c))
del c.f
del C.f
print(call(c))
del B.f
print(call(c))
A.f = staticmethod(lambda: 'static')
print(call(c))
A.f = classmethod(lambda cls: cls.__name__)
print(call(c))
A.f = property(lambda self: lambda: 'prop')
print(call(c))
C.__bases__ = (type('Z', (), {'f': lambda s: 'Z.f'}),)
print(call(c), C.__mro__[1].__name__, isinstance(c, A))
class X: f = lambda s: 'X.f'
c.__class__ = X
print(call(c))
del X.f
X.__getattr__ = lambda s, n: lambda: 'getattr ' + n
print(call(c))
def g(): return len([1])
print(g())
len = lambda x: 'shadow'
print(g())
del len
print(g())
