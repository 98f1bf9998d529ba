# Instance creation patterns: cached __new__ with __init__, shared __dict__, cloning.
class Fly:
    cache = {}
    inits = 0
    def __new__(cls, *key):
        o = cls.cache.get(key)
        if o is None:
            o = cls.cache[key] = super().__new__(cls)
            o.key = key
        return o
    def __init__(self, *key): Fly.inits += 1
a, b, c = Fly(1, 2), Fly(1, 2), Fly(3)
print(a is b, a is c, Fly.inits, c.key, len(Fly.cache))
class Borg:
    shared = {}
    def __init__(self): self.__dict__ = self.shared
x, y = Borg(), Borg()
x.v = 1
print(y.v, x is y, x.__dict__ is y.__dict__)
try:
    x.__dict__ = []
except TypeError as e:
    print(e)
class Clone:
    def __init__(self, **k): self.__dict__.update(k)
    def clone(self, **changes):
        o = type(self).__new__(type(self))
        o.__dict__.update(self.__dict__, **changes)
        return o
    def __repr__(self): return f'{type(self).__name__}({self.__dict__})'
p = Clone(a=1, b=[2])
q = p.clone(a=9)
print(p, q, p.b is q.b)
class Ctx:
    stack = []
    def __new__(cls, n=0):
        if n > 2: return cls.stack[-1]
        o = object.__new__(cls); cls.stack.append(o); return o
    def __init__(self, n=0):
        self.n = n
        if n < 3: Ctx(n + 1)
Ctx()
print([k.n for k in Ctx.stack])
