# A metaclass: __prepare__, __new__, __init__, __call__, class-level methods.
class Meta(type):
    @classmethod
    def __prepare__(mcs, name, bases, **kw):
        print('prepare', name, [b.__name__ for b in bases], kw)
        return {'injected': 1}
    def __new__(mcs, name, bases, ns, **kw):
        print('new', name, [k for k in ns if not k.startswith('__')])
        return super().__new__(mcs, name, bases, ns)
    def __init__(cls, name, bases, ns, **kw):
        print('init', name, kw)
        super().__init__(name, bases, ns)
    def __call__(cls, *a):
        print('call', cls.__name__, a)
        return super().__call__(*a)
    def meth(cls): return 'meta method of ' + cls.__name__
    def __len__(cls): return 7
    def __getitem__(cls, k): return (cls.__name__, k)
    def __contains__(cls, x): return x == 1
    def __iter__(cls): return iter('xyz')
    def __repr__(cls): return f'<<{cls.__name__}>>'

class A(metaclass=Meta, opt=3):
    def __init__(self, x=0): self.x = x

class B(A):
    extra = 5

print(A(4).x, B.meth(), len(A), A['k'], 1 in B, list(B), A, type(B) is Meta, B.injected)
try:
    A().meth
except AttributeError as e:
    print(e)
class M2(type): pass
try:
    class C(A, metaclass=M2): pass
except TypeError as e:
    print(e)
