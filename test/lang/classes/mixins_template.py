# Mixins, abstract-like methods, template methods and method resolution through instances.
class Shape:
    def area(self): raise NotImplementedError(type(self).__name__ + '.area')
    def describe(self): return f'{self.name()} {self.area():.2f}'
    def name(self): return type(self).__name__.lower()
class Named:
    def name(self): return '*' + super().name() + '*'
class Sq(Shape):
    def __init__(self, s): self.s = s
    def area(self): return self.s ** 2
class NSq(Named, Sq): pass
class NNSq(NSq, Shape): pass
print(Sq(2).describe(), NSq(3).describe(), NNSq(1).describe())
try:
    Shape().describe()
except NotImplementedError as e:
    print('NotImplementedError', e)
class Comparable:
    def __lt__(self, o): return self.key() < o.key()
    def __eq__(self, o): return self.key() == o.key()
    def __le__(self, o): return self < o or self == o
class V(Comparable):
    def __init__(self, *p): self.p = p
    def key(self): return self.p
    def __repr__(self): return 'v' + '.'.join(map(str, self.p))
vs = [V(1, 10), V(1, 2), V(0, 9, 1), V(1, 2)]
print(sorted(vs), max(vs), min(vs), vs[1] == vs[3], vs[0] > vs[1], vs[1] >= vs[3])
class Logger:
    def __init__(self, *a, **k):
        self.log = []
        super().__init__(*a, **k)
    def add(self, x): self.log.append(x); return super().add(x)
class Bag:
    def __init__(self, cap): self.cap, self.x = cap, []
    def add(self, x):
        if len(self.x) >= self.cap: return False
        self.x.append(x); return True
class LB(Logger, Bag): pass
b = LB(1)
print(b.add(1), b.add(2), b.log, b.x)
