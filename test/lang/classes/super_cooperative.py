# Cooperative super() through a diamond, each class exactly once.
class Base:
    def __init__(self, **kw):
        print('Base', kw)
    def who(self): return ['Base']
class L(Base):
    def __init__(self, l=0, **kw):
        print('L', l)
        super().__init__(**kw)
        self.l = l
    def who(self): return ['L'] + super().who()
class R(Base):
    def __init__(self, r=0, **kw):
        print('R', r)
        super().__init__(**kw)
        self.r = r
    def who(self): return ['R'] + super().who()
class D(L, R):
    def __init__(self, **kw):
        print('D')
        super().__init__(**kw)
    def who(self): return ['D'] + super().who()

d = D(l=1, r=2, rest=3)
print(d.who(), d.l, d.r, L().who())
print(super(L, d).who(), super(R, d).who(), super(D, D).who(d))
