# Properties: getter, setter, deleter, inheritance, decorator and call forms.
class Temp:
    def __init__(self, c): self._c = c
    @property
    def c(self):
        "degrees"
        return self._c
    @c.setter
    def c(self, v):
        if v < -273:
            raise ValueError('too cold')
        self._c = v
    @c.deleter
    def c(self):
        print('deleting')
        self._c = 0
    f = property(lambda self: self._c * 9 / 5 + 32, doc='fahrenheit')

t = Temp(100)
print(t.c, t.f, Temp.c.__doc__, Temp.f.__doc__)
t.c = 37
t.c += 1
print(t.c)
try:
    t.c = -300
except ValueError as e:
    print(e)
del t.c
print(t.c)
for action in ('t.f = 1', 'del t.f'):
    try:
        if action[0] == 't':
            t.f = 1
        else:
            del t.f
    except AttributeError as e:
        print(e)
class Sub(Temp):
    @Temp.c.getter
    def c(self): return 'sub'
    @property
    def f(self): return super().f + 1
s = Sub(0)
s.c = 5
print(s.c, s._c, s.f)
t.__dict__['c'] = 'ignored'
print(t.c, type(Temp.c).__name__, Temp.c.fget(t), Temp.f.fset)
class W:
    only = property(None, lambda self, v: print('set', v))
w = W()
w.only = 3
try:
    w.only
except AttributeError as e:
    print(e)
