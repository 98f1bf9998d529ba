# Hand-written chain, product, permutations, combinations, groupby, accumulate, pairwise, islice.
def chain(*its):
    for it in its: yield from it
def product(*pools):
    r = [()]
    for p in pools: r = [x + (y,) for x in r for y in p]
    yield from r
def perms(xs):
    if not xs: yield ()
    for i, x in enumerate(xs):
        for rest in perms(xs[:i] + xs[i + 1:]): yield (x,) + rest
def combos(xs, n):
    if n == 0: yield (); return
    for i in range(len(xs)):
        for c in combos(xs[i + 1:], n - 1): yield (xs[i],) + c
def groupby(xs, key=lambda x: x):
    g, k = [], None
    for x in xs:
        if g and key(x) != k: yield k, g; g = []
        k = key(x); g.append(x)
    if g: yield k, g
def acc(xs, f=lambda a, b: a + b):
    it = iter(xs)
    try: t = next(it)
    except StopIteration: return
    yield t
    for x in it: t = f(t, x); yield t
def islice(it, a, b=None, step=1):
    if b is None: a, b = 0, a
    for i, x in enumerate(it):
        if i >= b: return
        if i >= a and (i - a) % step == 0: yield x
print(list(chain('ab', [1], {})), list(product('ab', (1, 2))), len(list(product())))
print(list(perms([1, 2, 3])), list(combos('abcd', 2)), list(combos('ab', 3)))
print(list(groupby('aabbbc')), [(k, len(g)) for k, g in groupby(range(6), lambda x: x // 4)])
print(list(acc([1, 2, 3])), list(acc([3, 1, 4], max)), list(acc([])))
print(list(islice('abcdef', 1, 5, 2)), list(islice(iter(int, 1), 2)))
