# Order of evaluation and laziness in comprehensions with side effects.
def t(x, *a):
    print(x, end=' ')
    return a[0] if a else x
print([t('elt', i) for i in t('iter', [1, 2]) if t('cond', i)])
print({t('k', i): t('v', i) for i in (1, 2)})
print([t((i, j)) for i in t('outer', [0, 1]) for j in t('inner', [i])])
print(sorted({t(c) for c in 'ba'}))
def boom(i):
    if i == 2: raise ValueError(i)
    return i
log = []
try: [log.append(boom(i)) for i in range(5)]
except ValueError as e: print(log, e)
l = [1, 2, 3]
print([l.pop() for _ in l], l)
l = [1]
print([l.append(x + 1) or x for x in l if x < 4], l)
d = {1: 1}
try: {k: d.setdefault(k + 1, 0) for k in d}
except RuntimeError as e: print(e)
print([i for i in iter(lambda: log.pop() if log else None, None)])
class It:
    def __init__(self): self.n = 0
    def __iter__(self): print('iter', end=' '); return self
    def __next__(self):
        self.n += 1
        if self.n > 2: raise StopIteration
        return self.n
print([x for x in It()], [(x, y) for x in It() for y in It()])
