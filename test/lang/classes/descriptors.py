# Data and non-data descriptors: precedence against the instance dict.
class NonData:
    def __get__(self, obj, owner):
        return ('nondata', obj is not None, owner.__name__)
class Data(NonData):
    def __get__(self, obj, owner=None):
        return ('data', obj is not None, owner.__name__)
    def __set__(self, obj, v):
        print('set', v)
    def __delete__(self, obj):
        print('delete')
class SetOnly:
    def __set__(self, obj, v): obj.__dict__['so'] = v * 2

class A:
    n = NonData()
    d = Data()
    so = SetOnly()

class B(A): pass
b = B()
print(b.n, b.d, A.n, B.d)
b.n = 'instance wins'
b.d = 'ignored'
b.__dict__['d'] = 'hidden'
print(b.n, b.d)
del b.d
del b.n
print(b.n, b.__dict__)
b.so = 21
print(b.so, type(A.so).__name__)
A.d = 'replaced'
print(b.d, B.d)
b.late = NonData()
print(type(b.late).__name__)
print(A.__dict__['n'].__get__(None, int), A.m if hasattr(A, 'm') else 'no m')
