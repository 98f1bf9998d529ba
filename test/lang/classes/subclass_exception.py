# Exception subclasses: args, str, repr, attributes, custom __init__ and __new__.
class A(Exception): pass
class B(A):
    def __init__(self, code, *rest):
        super().__init__(code, *rest)
        self.code = code
class C(A):
    def __init__(self, code): self.code = code
class D(KeyError):
    def __str__(self): return 'D:' + super().__str__()
for e in (A(), A('m'), A('m', 2), B(5), B(5, 6), C(7), D('k'), KeyError('k'), KeyError('a', 'b')):
    print(repr(e), '|', str(e), '|', e.args)
print(B(3).code, C(9).args, issubclass(D, LookupError))
e = A(1)
e.args = ('changed', 2)
e.extra = []
print(e, e.args, e.__dict__)
class Multi(ValueError, KeyError): pass
for t in (ValueError, KeyError, LookupError, A):
    try:
        try: raise Multi('x')
        except t as ex: print(t.__name__, ex)
    except Exception as ex: print('missed', t.__name__)
try:
    raise B
except TypeError as ex:
    print(ex)
try:
    A(key=1)
except TypeError as ex:
    print(ex)
print(A() == A(), A(1).with_traceback(None).args, StopIteration(5).value, SystemExit(3).code)
print(repr(OSError(2, 'nope')), str(OSError(2, 'nope')), OSError(2, 'nope', 'f.txt'))
print(NameError('n', name='q').name, AttributeError(name='a', obj=1).obj)
print(ImportError('i', name='m').name)
