# Bound methods as values: identity of self, equality, attributes, hashing.
class C:
    def __init__(self, n):
        self.n = n

    def get(self, k=0):
        return self.n + k

    @classmethod
    def make(cls, n):
        return cls(n)

a, b = C(1), C(2)
m = a.get
print(m(), m(5), m(k=6), m.__self__ is a, m.__func__ is C.get, m.__name__)
print(a.get == a.get, a.get is a.get, a.get == b.get, hash(a.get) == hash(a.get))
print(C.get(b, 10), C.make(7).get(), C.make.__self__ is C)
a.n = 100
print(m())
a.get = lambda k=0: 'instance'
print(a.get(), m(), C.get(a))
del a.get
print(a.get())
d = {b.get: 'found'}
print(d[b.get])
print(list(map(b.get, [1, 2, 3])), [].append.__name__, 'x'.join.__self__)
try:
    m.attr = 1
except AttributeError as e:
    print(e)
push = [].append
push(1); push(2)
print(push.__self__)
