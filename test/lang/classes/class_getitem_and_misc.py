# __class_getitem__, __sizeof__-free odds: __class__ cell, __doc__, __module__, default methods.
class G:
    def __class_getitem__(cls, k): return (cls.__name__, k)
class H(G): pass
print(G[int], H['a', 1], list[int], dict[str, int], tuple[int, ...])
try:
    int[3]
except TypeError as e:
    print(e)
class A:
    "doc"
    def cell(self): return __class__
    @staticmethod
    def st(): return __class__.__name__
class B(A):
    pass
print(B().cell().__name__, B.st(), A.__doc__, B.__doc__, A.__module__, A().__doc__)
o = object()
print(o.__eq__(5), o.__ne__(5), o.__lt__(1), o.__hash__() == hash(o), object.__str__(5))
print(object.__repr__(int)[:6])
print((5).__add__(3), (5).__add__('x'), 'a'.__mul__(3), [1].__eq__([1]), (1).__rsub__(10))
print(int.__add__(1, 2))
print((3).__class__, 'x'.__class__.__name__, None.__class__.__name__, type(None)(), type(...)())
print(type(NotImplemented)())
print(A.__call__().__class__.__name__, A.__eq__(A, A), type.__call__(A).__class__ is A)
for f in (lambda: (1).__add__(), lambda: int.__add__('a', 1), lambda: str.upper(5),
          lambda: list.append({}, 1)):
    try: f()
    except TypeError as e: print(e)
class Late:
    pass
Late.__doc__ = 'late doc'
Late.f = A.cell
print(Late.__doc__, Late().f().__name__)
