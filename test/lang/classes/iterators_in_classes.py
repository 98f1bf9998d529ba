# __iter__/__next__, iterators that are their own, reversed and sequence protocol.
class Up:
    def __init__(self, n): self.n, self.i = n, 0
    def __iter__(self): return self
    def __next__(self):
        if self.i >= self.n: raise StopIteration
        self.i += 1
        return self.i
u = Up(3)
print(list(u), list(u), next(u, 'done'))
class Re:
    def __init__(self, n): self.n = n
    def __iter__(self): return Up(self.n)
r = Re(2)
print(list(r), list(r), [(a, b) for a in r for b in r])
class GenIter:
    def __iter__(self):
        yield 1
        yield from 'ab'
print(*GenIter(), max(map(str, GenIter())))
class Seq:
    def __init__(self, s): self.s = s
    def __getitem__(self, i): return self.s[i]
print(list(Seq('abc')), 'b' in Seq('abc'), [*enumerate(Seq([5]))])
class SeqL(Seq):
    def __len__(self): return len(self.s)
print(list(reversed(SeqL('abc'))))
def t(f):
    try: print(f())
    except (TypeError, AttributeError, KeyError) as e: print(type(e).__name__, e)
class NotIter:
    def __iter__(self): return 5
class NoneIter:
    __iter__ = None
    def __getitem__(self, i): return 1
t(lambda: list(NotIter()))
t(lambda: list(NoneIter()))
t(lambda: list(5))
t(lambda: reversed({1}))
t(lambda: reversed(Seq('abc')))
t(lambda: next(Re(1)))
t(lambda: list(Seq({})))
t(lambda: [x for x in None])
a, b, c = Up(3)
print(a, b, c)
