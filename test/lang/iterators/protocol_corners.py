# Iteration corners: restarting iterators, __getitem__ iteration, shared iterators.
class Restart:
    def __init__(self): self.n = 0
    def __iter__(self): return self
    def __next__(self):
        self.n += 1
        if self.n % 3 == 0: raise StopIteration
        return self.n
r = Restart()
print(list(r), list(r), list(r))
class Other:
    def __iter__(self): return iter((1, 2))
print([*Other()], [x for x in Other() for y in Other()], 1 in Other(), sum(Other()))
print(dict(zip(Other(), Other())))
class Delegating:
    def __init__(self, d): self.d = d
    def __iter__(self): yield from self.d
    def __len__(self): print('len', end=' '); return 2
print(list(Delegating('ab')), tuple(Delegating([1])), sorted(Delegating('ba')), [*Delegating('z')])
class NextOnly:
    def __next__(self): return 1
class IterNext(NextOnly):
    def __iter__(self): return NextOnly()
for f in (lambda: list(NextOnly()), lambda: next(NextOnly()), lambda: [a for a,
           _ in zip(iter(IterNext()), 'xy')]):
    try: print(f())
    except TypeError as e: print(e)
class Get:
    def __getitem__(self, i):
        if i < 0: raise ValueError
        if i > 2: raise IndexError('stop')
        return i
g = iter(Get())
print(next(g), list(g), list(g), type(g).__name__, max(Get()), list(zip(Get(), Get())))
print(2 in Get(), 5 in Get())
class Bad:
    def __getitem__(self, i): raise KeyError(i)
try: list(Bad())
except KeyError as e: print('KeyError', e)
class StopEarly:
    def __getitem__(self, i):
        if i == 2: raise StopIteration
        return i
print(list(StopEarly()))
i = iter([1, 2, 3])
for x in i:
    for y in i: print(x, y, end='; ')
print(list(i))
d = {'a': 1}
it = iter(d); print(next(it), next(it, None), next(it, None))
for i in iter(range(3)):
    if i == 1: continue
    print(i, end=' ')
print(list(iter(iter(iter('ab')))))
