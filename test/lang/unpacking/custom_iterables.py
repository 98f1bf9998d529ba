# Unpacking drives the iterator protocol exactly as far as needed.
class It:
    def __init__(self, n): self.n, self.i = n, 0
    def __iter__(self): print('iter', end=' '); return self
    def __next__(self):
        if self.i >= self.n: print('stop', end=' '); raise StopIteration
        self.i += 1; print(self.i, end=' ')
        return self.i
def t(f):
    try: print(f())
    except ValueError as e: print(e)
def two(x): a, b = x; return a + b
def star(x): a, *b = x; return a, b
t(lambda: two(It(2)))
t(lambda: two(It(1)))
t(lambda: two(It(9)))
t(lambda: star(It(3)))
t(lambda: star(It(0)))
i = It(5)
a, b = (next(i), next(i)); print(a, b)
class Seq:
    def __getitem__(self, i):
        print('get', i, end=' ')
        return 'xy'[i]
t(lambda: two(Seq()))
class Boom:
    def __iter__(self):
        yield 1
        raise KeyError('while unpacking')
try: a, b = Boom()
except KeyError as e: print(e)
try: [*Boom()]
except KeyError as e: print(e)
class L(list):
    def __iter__(self): return iter('OV')
a, b = L([1, 2]); print(a, b, [*L([1])], list(L([5])), *L())
class D(dict):
    def keys(self): return ['k']
    def __getitem__(self, k): return 'over'
print({**D(a=1)} in ({'k': 'over'}, {'a': 1}), dict(a=1, **{'b': 2}))
x, y = {'a': 1, 'b': 2}.items(); print(x, y)
(p, q), r = zip('ab', 'cd'), 'r'; print(p, q, r)
