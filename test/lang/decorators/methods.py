# Decorating methods: order with classmethod, staticmethod and property.
def loud(f):
    def w(*a, **k):
        r = f(*a, **k)
        return str(r).upper() + '!'
    return w

class C:
    name = 'cls'
    def __init__(self):
        self.v = 'inst'

    @loud
    def m(self): return self.v

    @classmethod
    @loud
    def c(cls): return cls.name

    @staticmethod
    @loud
    def s(x): return x

    @property
    @loud
    def p(self): return self.v + 'p'

    @p.setter
    def p(self, val): self.v = val

    def registered(f, reg=[]):
        reg.append(f.__name__)
        f.order = len(reg)
        return f

    @registered
    def one(self): pass

    @registered
    def two(self): pass

o = C()
print(o.m(), o.c(), C.c(), o.s('x'), C.s('y'), o.p)
o.p = 'new'
print(o.p, o.one.order, C.two.order)
