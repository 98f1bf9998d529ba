# __slots__: no dict, inheritance, conflicts, defaults via class, string slots.
class P:
    __slots__ = ('x', 'y')
    def __init__(self, x, y=None):
        self.x = x
        if y is not None: self.y = y

p = P(1, 2)
print(p.x, p.y, hasattr(p, '__dict__'), P.__slots__)
def t(f):
    try: print(f())
    except (AttributeError, TypeError, ValueError) as e: print(type(e).__name__, e)
t(lambda: setattr(p, 'z', 1))
del p.x
t(lambda: p.x)
t(lambda: delattr(p, 'x'))
t(lambda: P(5).y)
class Q(P):
    __slots__ = ['z']
q = Q(1); q.z = 3
print(q.x, q.z, hasattr(q, '__dict__'))
class R(P): pass
r = R(1); r.any = 5
print(r.any, r.__dict__, r.x)
class S:
    __slots__ = 'single'
s = S(); s.single = 9
print(s.single, type(S.single).__name__)
class D:
    __slots__ = ('a', '__dict__')
d = D(); d.a = 1; d.b = 2
print(d.__dict__)
def conflict():
    class C:
        __slots__ = ('v',)
        v = 1
t(conflict)
def bad():
    class C: __slots__ = ('1x',)
t(bad)
def multi():
    class C(P, S): pass
t(multi)
class Priv:
    __slots__ = ('__m',)
    def __init__(self): self.__m = 1
print(Priv()._Priv__m)
