# Tuple construction, methods, immutability, hashing and nesting.
t = (1, 'a', [2])
print((), (1,), 1, (1, 2), tuple(), tuple('ab'), tuple([1]), tuple({'k': 1}), tuple(range(3)))
print(tuple(x for x in 'q'), t + (3,), t * 2, (1,) * 0, () == tuple([]))
print(t.count(1), t.index('a'), t[0], t[-1], t[::-1], len(t), 'a' in t, t.__contains__(5))
print(tuple(t) is t, (*t,) == t, t[1:][0])
t[2].append(3)
print(t, {(1, 2): 'k'}[1, 2], hash((1, 2)) == hash((1, 2)), {((1,), 'x'): 1}[(1,), 'x'])
print((1, 2)[True], (True, 1.0) == (1, 1))
def f(e):
    try: print(e())
    except (TypeError, IndexError, ValueError, AttributeError) as x: print(type(x).__name__, x)
def s(): t[0] = 1
def d(): del t[0]
k = 1.0
f(s); f(d); f(lambda: hash(t)); f(lambda: t[5]); f(lambda: t.index(9)); f(lambda: t.append(1))
f(lambda: t + [1]); f(lambda: (1,)[k]); f(lambda: tuple(5)); f(lambda: tuple(1, 2))
f(lambda: t.count()); f(lambda: (1, 2) * (1,)); f(lambda: t.index('a', 2)); f(lambda: {t: 1})
f(lambda: t < (1, 2)); f(lambda: -t)
x = 1,
y = x + x
x += (5,)
print(x, y, (x, y) < (x, y, x), sum([(1,), (2,)], ()), max((1, 2), (1, 3)), sorted((3, 1, 2)))
print(tuple(sorted('ba')), list(zip((1, 2), ('a', 'b'))), (lambda *a: a)(*x))
