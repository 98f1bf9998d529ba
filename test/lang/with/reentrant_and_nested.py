# One manager entered several times, recursion inside with, managers made by classes and generators.
class Lock:
    def __init__(self): self.depth, self.log = 0, []
    def __enter__(self): self.depth += 1; self.log.append(self.depth); return self.depth
    def __exit__(self, *a): self.log.append(-self.depth); self.depth -= 1
l = Lock()
with l as a, l as b:
    with l as c: print(a, b, c, l.depth)
print(l.log, l.depth); l.log.clear()
def rec(n):
    with l:
        if n == 0: return l.depth
        return rec(n - 1)
print(rec(3), l.log, l.depth); l.log.clear()
try:
    with l:
        with l: raise ValueError
except ValueError: print(l.log, l.depth)
class Indent:
    level = 0
    def __enter__(self): Indent.level += 1; return self
    def __exit__(self, *a): Indent.level -= 1
    def say(self, s): print('.' * self.level + s)
with Indent() as i:
    i.say('one')
    with Indent() as j: j.say('two')
    i.say('one again')
print(Indent.level, [Lock().__enter__() for _ in range(2)])
class Meta(type):
    def __enter__(cls): return cls.__name__
    def __exit__(cls, *a): print('meta exit'); return True
class K(metaclass=Meta): pass
with K as name: print(name); raise KeyError('eaten by metaclass')
