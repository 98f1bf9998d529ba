# Generator expressions: laziness, early binding of the first iterable, scoping.
log = []
def src(n):
    log.append('start')
    for i in range(n): log.append(i); yield i
g = (x * 2 for x in src(3) if x != 1)
print(log)
print(next(g), log)
print(list(g), log)
xs = [1, 2, 3]
g = (x + len(xs) for x in xs)
xs = 'ab'
print(list(g))
try: (x for x in 5)
except TypeError as e: print(e)
g = (y for x in [1] for y in undefined)
try: next(g)
except NameError as e: print(e)
n = 10
g = (n + i for i in range(2))
n = 100
print(list(g), sum(i for i in range(5)), max((len(w), w) for w in ('a', 'bbb', 'cc')))
print(dict((k, v) for v, k in enumerate('ab')), sorted(c for c in 'hello'))
print(any(x > 2 for x in (1, 3)))
print(' '.join(str(a * b) for a in (1, 2) for b in (3, 4) if a + b != 5))
gg = ((i, j) for i in range(2) for j in (k * i for k in (1, 2)))
print(list(gg), list(gg))
print(type(g).__name__, g.__name__, g.__qualname__)
def f():
    loc = 5
    return (loc + k for k in range(2))
print(list(f()), *(c.upper() for c in 'ab'), sep='|')
it = iter(range(6))
print([(a, b) for a, b in zip(it, it)], list(x for x in it))
ev = (x for x in range(10))
print(3 in ev, next(ev), 2 in ev, list(ev))
