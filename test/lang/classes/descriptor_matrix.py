# Descriptors of every kind, properties, members of slots, attribute hooks.
# resume-every: 397
# timeout: 60
def t(label, f):
    try:
        r = f()
        print(label, '->', r)
    except BaseException as e:
        print(label, '!!', type(e).__name__, e)
class Data:
    def __init__(self, n=None): self.n = n
    def __set_name__(self, o, n): self.n = n; print('set_name', o.__name__, n)
    def __get__(self, i, o): return ('get', self.n, i is None, o.__name__)
    def __set__(self, i, v): print('set', self.n, v); i.__dict__[self.n] = v
    def __delete__(self, i): print('delete', self.n)
class NonData:
    def __get__(self, i, o=None): return 'nondata'
class OnlySet:
    def __set__(self, i, v): print('onlyset', v)
class OnlyDel:
    def __delete__(self, i): print('onlydel')
class GetSetNoDel:
    def __get__(self, i, o): return 1
    def __set__(self, i, v): pass
class K:
    d = Data()
    nd = NonData()
    os = OnlySet()
    od = OnlyDel()
    gs = GetSetNoDel()
k = K()
print(k.d, K.d)
k.d = 5
print(k.d, k.__dict__)
del k.d
print(k.nd, K.nd)
k.nd = 3
print(k.nd); del k.nd; print(k.nd)
k.os = 1
print(type(k.os).__name__)
k.__dict__['os'] = 'inst'
print(k.os)
t('del os', lambda: delattr(k, 'os'))
t('set od', lambda: setattr(k, 'od', 1))
del k.od
t('del gs', lambda: delattr(k, 'gs'))
class P:
    def g(self): return self._v
    def s(self, v): self._v = v
    def d(self): del self._v
    full = property(g, s, d, 'docs')
    ro = property(g)
    wo = property(None, s)
    none = property()
    @property
    def dec(self):
        "dec doc"
        return 1
    @dec.setter
    def dec(self, v): self._v = ('dec', v)
    @dec.deleter
    def dec(self): self._v = 'deleted'
p = P()
t('full unset', lambda: p.full)
p.full = 3
t('full', lambda: p.full)
t('ro set', lambda: setattr(p, 'ro', 1))
t('ro del', lambda: delattr(p, 'ro'))
t('wo get', lambda: p.wo)
t('none get', lambda: p.none)
t('none set', lambda: setattr(p, 'none', 1))
t('none del', lambda: delattr(p, 'none'))
p.dec = 4; print(p._v); del p.dec; print(p._v)
print(P.full.__doc__, P.dec.__doc__, P.ro.__doc__, P.full.fget.__name__, P.ro.fset)
t('property bad', lambda: property(1, 2, 3, 4, 5))
t('property kw', lambda: property(fget=lambda s: 9, doc='d').__doc__)
t('property kw bad', lambda: property(get=1))
t('prop set ro', lambda: setattr(P.full, 'fget', 1))
t('prop __get__', lambda: P.full.__get__(p, P))
t('prop __set__', lambda: P.full.__set__(p, 8))
t('prop __delete__', lambda: P.full.__delete__(p))
t('prop get none', lambda: P.full.__get__(None, P) is P.full)
class SubProp(property):
    pass
class Q:
    @SubProp
    def x(self): "xdoc"; return 5
    @x.setter
    def x(self, v): print('x set', v)
q = Q(); q.x = 4; print(q.x, type(Q.__dict__['x']).__name__, Q.x.__doc__)
class AE:
    @property
    def bad(self): raise AttributeError('inside')
    def __getattr__(self, n): return 'fallback ' + n
print(AE().bad, hasattr(AE(), 'bad'))
class AE2:
    @property
    def bad(self): return self.missing
t('inner', lambda: AE2().bad)
print(getattr(AE2(), 'bad', 'dflt'))
class SM:
    @staticmethod
    def s(a): return a
    @classmethod
    def c(cls, a): return cls.__name__, a
    raw = staticmethod(len)
    rawc = classmethod(lambda cls: cls.__name__)
print(SM.s(1), SM().s(2), SM.c(3), SM().c(4), SM.raw([1]), SM().raw([1, 2]), SM.rawc())
print(SM.__dict__['s'](5), SM.__dict__['s'].__func__.__name__, SM.__dict__['s'].__wrapped__.__name__)
t('cm call', lambda: SM.__dict__['c'](5))
t('cm', lambda: classmethod())
t('sm', lambda: staticmethod(1, 2))
t('cm kw', lambda: classmethod(f=1))
print(SM.__dict__['s'].__get__(1)(7), SM.__dict__['c'].__get__(None, SM)(7), SM.__dict__['c'].__get__(SM())(7))
t('get none none', lambda: SM.__dict__['c'].__get__(None, None))
def f(self, a): return self, a
print(f.__get__(1)(2), f.__get__(1, int)(3))
t('f get none', lambda: f.__get__(None, None))
t('f get none int', lambda: f.__get__(None, int) is f)
m = f.__get__('S')
print(m.__self__, m.__func__ is f, m.__name__, m == f.__get__('S'), m != f.__get__('T'))
t('method set', lambda: setattr(m, 'x', 1))
class W:
    def m(self): pass
t('inst.m.x=', lambda: setattr(W().m, 'x', 1))
W.m.x = 2
print(W().m.x)
t('len get', lambda: W.__dict__['m'].__get__(W()).__qualname__)
class Lazy:
    def __init__(self, fn): self.fn = fn
    def __set_name__(self, owner, name): self.name = name
    def __get__(self, inst, owner):
        if inst is None: return self
        v = inst.__dict__[self.name] = self.fn(inst)
        return v
class UsesLazy:
    @Lazy
    def big(self):
        print('computing')
        return 42
u = UsesLazy(); print(u.big, u.big, vars(u))
class SetNameBad:
    def __set_name__(self, o, n): raise ValueError('boo')
def mk():
    class Z: a = SetNameBad()
try: mk()
except RuntimeError as e: print(e, '|', repr(e.__cause__))
class GetattributeAll:
    def __getattribute__(self, n):
        if n == 'boom': raise AttributeError('custom boom')
        return 'ga ' + n
    def __getattr__(self, n): return 'fb ' + n
g = GetattributeAll(); print(g.x, g.boom, g.__class__, type(g).__name__)
class SA:
    def __setattr__(self, n, v): object.__setattr__(self, n, v * 2)
    def __delattr__(self, n): print('del', n); super().__delattr__(n)
s = SA(); s.a = 4; print(s.a); del s.a
t('del again', lambda: delattr(s, 'a'))
t('obj setattr', lambda: object.__setattr__(s, 1, 2))
t('obj getattribute', lambda: object.__getattribute__(s, 1))
t('getattr int', lambda: getattr(s, 1))
t('setattr int', lambda: setattr(s, 1, 2))
t('delattr int', lambda: delattr(s, 1))
t('hasattr int', lambda: hasattr(s, 1))
t('getattr args', lambda: getattr(s))
t('getattr args', lambda: getattr(s, 'a', 1, 2))
class Slot:
    __slots__ = ('a', '_b', '__c')
    def __init__(self): self.__c = 1
s = Slot()
t('slot unset', lambda: s.a)
s.a = 1; del s.a
t('slot del', lambda: delattr(s, 'a'))
t('slot extra', lambda: setattr(s, 'zz', 1))
t('slot dict', lambda: s.__dict__)
t('slot vars', lambda: vars(s))
t('slot get', lambda: Slot.a.__get__(s))
t('slot set', lambda: Slot.a.__set__(s, 5))
t('slot get wrong', lambda: Slot.a.__get__(5))
t('slot repr', lambda: repr(Slot.a))
t('mangled', lambda: s._Slot__c)
class Slot2(Slot): pass
s2 = Slot2(); s2.zz = 1; s2.a = 2; print(vars(s2), s2.a)
class SlotD(Slot): __slots__ = {'doc': 'the doc'}
print(SlotD.__slots__, SlotD().__slots__)
