# classmethod and staticmethod: inheritance, calling both ways, wrapping.
class A:
    count = 0
    @classmethod
    def make(cls, *a):
        cls.count += 1
        return cls(*a)
    @staticmethod
    def add(a, b=1): return a + b
    def __init__(self, v=None): self.v = v
    alt = classmethod(lambda cls, k: (cls.__name__, k))
    raw = staticmethod(len)

class B(A): pass
print(type(A.make(1)).__name__, type(B.make(2)).__name__, A.count, B.count, B.make().count)
print(A.add(1), B(0).add(2, 3), A.alt(1), B().alt(2), A.raw('four'), A().raw([]))
print(type(A.__dict__['make']).__name__, type(A.__dict__['add']).__name__)
print(A.make.__name__, B.make.__self__ is B, A.make.__func__ is B.make.__func__)
m = B.make
print(m(9).v, type(m(9)).__name__)
print(A.__dict__['add'](5), A.__dict__['make'].__func__.__name__)
try:
    A.__dict__['make'](A)
except TypeError as e:
    print(e)
class C(A):
    @classmethod
    def make(cls):
        o = super().make('sup')
        return o.v, type(o).__name__
print(C.make(), C.count, A.count)
