# Special methods are looked up on the type, never on the instance.
class A:
    def __len__(self): return 1
    def __call__(self): return 'class'
    def __repr__(self): return 'A'
a = A()
a.__len__ = lambda: 99
a.__call__ = lambda: 'instance'
a.__repr__ = lambda: 'inst'
a.__iter__ = lambda: iter([1])
a.__eq__ = lambda o: True
print(len(a), a(), a, a.__len__(), a.__call__(), a == 5)
try:
    list(a)
except TypeError as e:
    print('TypeError', str(e).replace(repr(A), 'A'))
A.__iter__ = lambda self: iter('late')
print(list(a))
del A.__iter__
try:
    iter(a)
except TypeError as e:
    print(e)
A.__add__ = lambda s, o: ('add', o)
print(a + 1)
A.__enter__ = lambda s: 'entered'
A.__exit__ = lambda s, *x: None
with a as got: print(got)
A.__bool__ = lambda s: False
print(bool(a))
del A.__bool__
print(bool(a))
A.__getattr__ = lambda s, n: 'dyn ' + n
print(a.whatever)
A.__len__ = lambda s: 0
print(bool(a), len(a))
