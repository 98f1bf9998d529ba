# Many suspended generators at once, resumed in odd orders, some dropped.
def worker(n):
    total = 0
    while True:
        got = yield total
        if got == 'die': return total
        total += n * got
ws = [worker(i) for i in range(8)]
for w in ws: next(w)
for r in (1, 2, 3):
    for i in (3, 1, 7, 0, 5): ws[i].send(r)
print([w.send(0) for w in ws])
del ws[2], ws[0]
res = []
for w in ws[::-1]:
    try: w.send('die')
    except StopIteration as e: res.append(e.value)
print(res, [next(w, 'x') for w in ws])
def chain(n, src):
    for i in range(n): src = (lambda s: (x + 1 for x in s))(src)
    return src
print(list(chain(20, iter([0, 100]))))
def mutual(other, n):
    while n > 0:
        n = yield n
        if n is None: n = 0
pairs = {k: (c for c in k * 2) for k in 'abc'}
print([next(pairs[k]) for k in 'abcabc'], [next(p, '-') for p in pairs.values()])
