# Generator methods, __iter__ as generator, recursion over self, properties that yield.
class Tree:
    def __init__(self, v, l=None, r=None): self.v, self.l, self.r = v, l, r
    def __iter__(self):
        if self.l: yield from self.l
        yield self.v
        if self.r: yield from self.r
    def paths(self, pre=()):
        pre += (self.v,)
        kids = [k for k in (self.l, self.r) if k]
        if not kids: yield pre
        for k in kids: yield from k.paths(pre)
    @property
    def lazy(self):
        yield self.v
        yield 'lazy'
    @classmethod
    def build(cls, xs):
        for x in xs: yield cls(x)
    @staticmethod
    def nums(): yield from (1, 2)
t = Tree(4, Tree(2, Tree(1), Tree(3)), Tree(6))
print(list(t), list(t.paths()), list(t.lazy), [x.v for x in Tree.build('ab')], *t.nums())
print(5 in t, 6 in t, max(t), sorted(t, reverse=True), dict(zip(t, 'abcde')))
def perms(xs):
    if len(xs) <= 1: yield xs
    else:
        for i in range(len(xs)):
            for p in perms(xs[:i] + xs[i + 1:]): yield xs[i] + p
print(list(perms('abc')))
def hanoi(n, a, b, c):
    if n:
        yield from hanoi(n - 1, a, c, b)
        yield a + c
        yield from hanoi(n - 1, b, a, c)
print(' '.join(hanoi(3, 'A', 'B', 'C')))
