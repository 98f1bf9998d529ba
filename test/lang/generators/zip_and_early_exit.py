# Partly consumed generators: break, zip, any, next; they continue where they stopped.
def g(log):
    for i in range(6):
        log.append(i)
        yield i
log = []
x = g(log)
for v in x:
    if v == 1: break
print(log, next(x), list(zip('ab', x)), log)
print(any(v == 5 for v in x), log, list(x))
log = []; y = g(log)
print(list(zip(y, 'ab')), log, next(y))
print(2 in y, 4 in y, log, next(y, 'end'), next(y, 'end'))
z = g([])
a, b = next(z), next(z)
print(a, b, max(z), sum(z))
def twice(it):
    for v in it: yield v; yield v
t = twice(twice(iter('ab')))
print(next(t), next(t), list(t))
w = g([])
print([next(w) for _ in range(2)], [v for v in w if v % 2], list(w), dict(enumerate(g([]))))
print(sorted(g([]), reverse=True)[:2])
first = lambda it, d=None: next(iter(it), d)
print(first(g([])), first([]), first({}, 'none'), first('xyz'), [first(g([])) for _ in range(2)])
