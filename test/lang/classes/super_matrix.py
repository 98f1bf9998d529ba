# super() in all its forms, and a metaclass with every hook.
# resume-every: 397
# timeout: 60
def t(label, f):
    try:
        r = f()
        print(label, '->', r)
    except BaseException as e:
        print(label, '!!', type(e).__name__, e)
class A:
    x = 1
    def f(self): return 'A.f'
    @classmethod
    def c(cls): return 'A.c ' + cls.__name__
    @staticmethod
    def s(): return 'A.s'
    @property
    def p(self): return 'A.p'
class B(A):
    x = 2
    def f(self): return 'B>' + super().f()
    @classmethod
    def c(cls): return 'B>' + super().c()
    @staticmethod
    def s(): return 'B>' + super(B, B).s()
    @property
    def p(self): return 'B>' + super().p
    def sx(self): return super().x
    def miss(self): return super().nope
    def setx(self): super().x = 3
    def nested(self):
        def g(): return super().f()
        return g()
    def nested2(self):
        def g(s): return super().f()
        return g(self)
    def comp(self): return [super(B, self).f() for _ in range(1)]
    def comp2(self): return [super().f() for _ in range(1)]
    def noself(): return super().f()
    def delself(self):
        del self
        return super().f()
    def reself(self):
        self = 3
        return super().f()
    def rep(self): return repr(super()), repr(super(B)), super().__thisclass__.__name__, super().__self_class__.__name__
    def cls(self): return super().__class__
    def dunder(self): return super()[0]
    def add(self): return super() + 1
    def ln(self): return len(super())
    def it(self): return list(super())
    def cl(self): return super()()
class C(B):
    def f(self): return 'C>' + super().f()
b = B(); c = C()
for n in 'f c s p sx miss setx nested nested2 comp comp2 reself dunder add ln it cl'.split():
    t(n, lambda: (lambda v: v() if callable(v) and n != 'cls' else v)(getattr(c, n)))
t('noself', lambda: B.noself())
t('noself arg', lambda: B.__dict__['noself']())
class R:
    def __repr__(self): return 'R()'
    def rep(self): return repr(super()), repr(super(R))
t('rep', R().rep)
t('super(A)', lambda: super(A).f)
t('super(1)', lambda: super(1))
t('super(A, 1)', lambda: super(A, 1))
t('super(B, A())', lambda: super(B, A()))
t('super(B, A)', lambda: super(B, A))
t('super(B, B).f', lambda: super(B, B).f(b))
t('super()', lambda: super())
t('super kw', lambda: super(type=A))
t('unbound get', lambda: super(B).__get__(b, B).f())
t('unbound get none', lambda: super(B).__get__(None, B).__self__)
class D(A):
    s = None
D.s = super(D)
t('self class', lambda: super(B, b).__self__ is b)
class E:
    def __init_subclass__(cls, tag=None, **kw):
        super().__init_subclass__(**kw)
        cls.tag = tag
class F(E, tag='x'): pass
print(F.tag)
def bad():
    class G(E, tag='x', other=1): pass
t('init_subclass extra', bad)
def bad2():
    class G(A, other=1): pass
t('init_subclass extra2', bad2)
class Meta(type):
    def __new__(m, name, bases, ns, **kw):
        print('new', name, [b.__name__ for b in bases], sorted(kw))
        return super().__new__(m, name, bases, ns)
    def __init__(cls, name, bases, ns, **kw):
        print('init', name, sorted(kw))
        super().__init__(name, bases, ns)
    def __call__(cls, *a, **k):
        print('call', cls.__name__, a, k)
        return super().__call__(*a, **k)
    @classmethod
    def __prepare__(m, name, bases, **kw):
        print('prepare', name, sorted(kw))
        return super().__prepare__(name, bases)
    def __instancecheck__(cls, o): return super().__instancecheck__(o) or o == 5
    def __subclasscheck__(cls, o): return super().__subclasscheck__(o) or o is int
    def __len__(cls): return 7
    def __iter__(cls): return iter([1, 2])
    def __contains__(cls, x): return x == 4
    def __getitem__(cls, k): return ('item', k)
    def __getattr__(cls, n):
        if n.startswith('_'): raise AttributeError(n)
        return 'meta ' + n
    def __repr__(cls): return '<M %s>' % cls.__name__
    def __add__(cls, o): return 'add'
    def __lt__(cls, o): return cls.__name__ < o.__name__
    def __bool__(cls): return False
    def __eq__(cls, o): return True
    def __hash__(cls): return 4
    def __dir__(cls): return ['zz', 'aa']
class M1(metaclass=Meta, k=1): pass
class M2(M1, z=2):
    def __init__(self, a, b=0): self.a = a
m = M2(1, b=2)
print(len(M2), list(M2), 4 in M2, M2[3], M2.hello, M2, M2 + 1, sorted([M2, M1]), bool(M2), M2 == 1, dir(M2), isinstance(5, M2), issubclass(int, M2), isinstance(6, M2), hash(M2))
t('_x', lambda: M2._x)
t('inst attr', lambda: m.hello)
t('unhash', lambda: {M1: 1}[M2])
