# iter with a callable and sentinel, next with default, iter on sequences and iterators.
vals = [1, 2, 3, 0, 4]
print(list(iter(lambda: vals.pop(0), 0)), vals)
n = 0
def inc():
    global n
    n += 1
    if n == 4: raise StopIteration
    return n
it = iter(inc, 99)
print(list(it), list(it), n)
class C:
    def __init__(self): self.n = 3
    def __call__(self): self.n -= 1; return self.n
print([*iter(C(), 0)], next(iter(C(), 2), 'immediately'), type(iter(C(), 1)).__name__)
class Eq:
    def __eq__(self, o): print('eq', o, end=' '); return o == 2
print(list(iter(iter([1, 2, 3]).__next__, Eq())))
print(next(iter(''), 'empty'), next(iter([1])), iter([]) is not iter([]), iter(it) is it)
print([type(iter(x)).__name__ for x in ([], (), '', {}, set(), range(1), b'')])
for f in (lambda: iter(5), lambda: iter(5, 1), lambda: next(5), lambda: next(iter([])),
           lambda: iter(), lambda: next(), lambda: next([1]), lambda: iter([],
                   1), lambda: iter(inc, 1, 2)):
    try: print(f())
    except (TypeError, StopIteration) as e: print(type(e).__name__, e)
def err():
    raise ValueError('in callable')
it = iter(err, None)
for _ in range(2):
    try: next(it)
    except ValueError as e: print(e)
lines = iter('a\nb\n\nc'.split('\n'))
print(list(iter(lambda: next(lines), '')), list(lines))
i = iter([1, 2, 3]); print([x + next(i, 0) for x in i], i.__length_hint__() if hasattr(i,
        '__length_hint__') else 0)
