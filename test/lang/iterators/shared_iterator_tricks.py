# One iterator used in several places at once.
it = iter(range(10))
for x in it:
    if x == 2: print('skip', next(it), next(it))
    elif x == 7: break
    else: print(x, end=' ')
print(list(it))
i = iter('abcdef')
print(list(zip(i, i, i)), [*i])
i = iter([1, 2, 3, 4, 5])
print(3 in i, list(i))
i = iter([3, 1, 2]); print(max(i), list(i), sum(i))
g = (x * x for x in range(6))
a, b, *c = g; print(a, b, c, next(g, 'empty'))
i = iter('xyz'); print(dict(zip(i, i)), list(i))
i = iter([1, 2, 3, 4]); print([(a, next(i)) for a in i])
e = enumerate('abc'); next(e); print(dict(e))
m = map(lambda a, b: (a, b), iter([1, 2, 3]), iter([4, 5])); print(list(m), list(m))
def take_until(it, stop):
    for x in it:
        if x == stop: return
        yield x
i = iter([1, 2, 0, 3, 4, 0, 5])
print(list(take_until(i, 0)), list(take_until(i, 0)), list(take_until(i, 0)))
f = filter(lambda x: x % 2, i := iter(range(7))); print(next(f), next(i), list(f))
