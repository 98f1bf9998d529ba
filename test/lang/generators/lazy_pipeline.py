# Stages pull one item at a time; side effects interleave.
def src():
    for i in range(4): print(f'src{i}', end=' '); yield i
def double(it):
    for x in it: print(f'dbl{x}', end=' '); yield x * 2
def keep(it, p):
    for x in it:
        if p(x): yield x
def window(it, n):
    buf = []
    for x in it:
        buf.append(x)
        if len(buf) == n: yield tuple(buf); del buf[0]
def batch(it, n):
    while True:
        b = []
        for x in it:
            b.append(x)
            if len(b) == n: break
        if not b: return
        yield b
def tee(it):
    qs = [[], []]
    def g(q):
        while True:
            if not q:
                try: v = next(it)
                except StopIteration: return
                for z in qs: z.append(v)
            yield q.pop(0)
    return g(qs[0]), g(qs[1])
print(list(keep(double(src()), lambda x: x % 4 == 0)))
print(list(window(range(5), 3)), list(batch(iter(range(5)), 2)))
a, b = tee(iter('xyz'))
print(next(a), next(a), next(b), list(a), list(b))
p = double(double(src()))
print(next(p)); print(next(p)); p.close(); print(list(p))
