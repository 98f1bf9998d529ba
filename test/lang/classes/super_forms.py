# super(): two-argument forms, in classmethods, static use, nested functions, errors.
class A:
    x = 'A.x'
    def f(self): return 'A.f'
    @classmethod
    def c(cls): return 'A.c of ' + cls.__name__
    @staticmethod
    def s(): return 'A.s'
    @property
    def p(self): return 'A.p'

class B(A):
    x = 'B.x'
    def f(self):
        def inner():
            return super(B, self).f()
        return inner() + ' ' + (lambda: super(B, self).x)()
    @classmethod
    def c(cls): return 'B>' + super().c()
    @staticmethod
    def s(): return super(B, B).s()
    @property
    def p(self): return 'B>' + super().p
    def g(self): return [super(B, self).x for _ in range(1)], __class__.__name__
    def h(self, other): return super(B, other).f()

class C(B): pass

b = C()
print(b.f(), b.c(), C.c(), B.s(), b.p, b.g(), b.h(B()))
for call in (lambda: super(B, A()).f(), lambda: super(5, b), lambda: super(A, b).f(),
             lambda: super()):
    try:
        call()
    except (TypeError, AttributeError, RuntimeError) as e:
        print(type(e).__name__, e)

def loose(self):
    return super().f()
try:
    loose(b)
except RuntimeError as e:
    print(e)
s = super(B, b)
print(s.__thisclass__.__name__, s.__self_class__.__name__, s.__self__ is b)
