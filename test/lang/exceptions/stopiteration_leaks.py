# StopIteration in various places: for loops, generators, next with default, comprehension.
def t(f):
    try: print(f())
    except (RuntimeError, StopIteration, ValueError) as e:
        print(type(e).__name__, e, '|', repr(e.__cause__))
def gen():
    yield 1
    raise StopIteration('explicit')
def gen2():
    yield next(iter([]))
t(lambda: list(gen()))
t(lambda: list(gen2()))
t(lambda: [next(iter([])) for _ in range(2)])
t(lambda: list(next(iter([])) for _ in range(2)))
class It:
    def __iter__(self): return self
    def __next__(self): raise StopIteration(42)
t(lambda: list(It()))
t(lambda: next(It(), 'default'))
def y():
    r = yield from It()
    yield r
t(lambda: list(y()))
def raiser(x):
    if x == 2: raise StopIteration
    return x
t(lambda: list(map(raiser, [1, 2, 3])))
t(lambda: sorted([1, 2], key=raiser))
t(lambda: sum(raiser(x) for x in (1, 2)))
def ret(): 
    return 5
    yield
t(lambda: next(ret()))
for x in map(raiser, [0, 1, 2, 3]): print(x, end=' ')
else: print('else')
