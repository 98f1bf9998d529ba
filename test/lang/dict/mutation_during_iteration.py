# Errors and non-errors when a dict changes while iterated.
def t(f):
    d = {i: i * i for i in range(4)}
    try: f(d); print('ok', d)
    except RuntimeError as e: print(e, d)
def add(d):
    for k in d: d[k + 10] = 1
def rem(d):
    for k in d: del d[k]
def val(d):
    for k in d: d[k] = -1
def lst(d):
    for k in list(d): del d[k]
def swap(d):
    for k in d: d.pop(k); d[k + 100] = k
def brk(d):
    for k in d: d['x'] = 1; break
def items(d):
    for k, v in d.items(): d.setdefault(k, 0); d.setdefault('n' + str(k), v)
def clr(d):
    for k in d: d.clear()
def upd(d):
    for v in d.values(): d.update({0: v})
def comp(d): return {k: d.pop(k) for k in d}
def last(d):
    for n, k in enumerate(d):
        if n == 3: d['late'] = 1
def again(d):
    it = iter(d)
    next(it); d['z'] = 0
    try: next(it)
    except RuntimeError as e: print(e, end=' / ')
    del d['z']
    print(next(it, 'ended'), end=' ')
for f in (add, rem, val, lst, swap, brk, items, clr, upd, comp, last, again): t(f)
s = {1, 2, 3}
try:
    for x in s: s.add(x + 10)
except RuntimeError as e: print(e)
