# Instances of one class with differing attribute order, deletion and re-adding.
class O: pass
def build(order):
    o = O()
    for n in order: setattr(o, n, n.upper())
    return o
objs = [build(s) for s in ('abc', 'cba', 'bac', 'ab', 'a', '')]
for o in objs:
    print(list(o.__dict__), getattr(o, 'b', None), end=' ')
    o.b = 1
    o.d = 2
    print(list(o.__dict__))
o = objs[0]
del o.a
o.a = 'back'
print(vars(o))
for n in list(vars(o)): delattr(o, n)
print(vars(o))
o = O()
for i in range(40): setattr(o, f'f{i}', i)
print(sum(vars(o).values()), o.f39, len(vars(o)))
for i in range(0, 40, 2): delattr(o, f'f{i}')
print(sum(vars(o).values()), hasattr(o, 'f2'), o.f3)
def read(x): return x.v
class P: v = 'class'
class Q:
    def __init__(self): self.v = 'inst'
class R:
    v = property(lambda s: 'prop')
class S:
    def __getattr__(self, n): return 'dyn'
class T: __slots__ = ('v',)
t = T(); t.v = 'slot'
print([read(x) for x in (P(), Q(), R(), S(), t, P, Q())])
P.v = 'changed'
print(read(P()), [read(x) for x in (P(), Q()) for _ in range(3)])
p = P(); print(read(p), end=' '); p.v = 'own'; print(read(p), end=' '); del p.v; print(read(p))
