# resume-every: 29
# A binary search tree: insert, delete, traversal, ranges, balance by rotation (treap-like AVL).
class T:
    def __init__(self, k): self.k, self.l, self.r, self.h = k, None, None, 1
h = lambda t: t.h if t else 0
def fix(t): t.h = 1 + max(h(t.l), h(t.r)); return t
def right(t): x = t.l; t.l, x.r = x.r, t; fix(t); return fix(x)
def left(t): x = t.r; t.r, x.l = x.l, t; fix(t); return fix(x)
def bal(t):
    fix(t)
    if h(t.l) - h(t.r) > 1:
        if h(t.l.l) < h(t.l.r): t.l = left(t.l)
        return right(t)
    if h(t.r) - h(t.l) > 1:
        if h(t.r.r) < h(t.r.l): t.r = right(t.r)
        return left(t)
    return t
def add(t, k):
    if not t: return T(k)
    if k < t.k: t.l = add(t.l, k)
    elif k > t.k: t.r = add(t.r, k)
    return bal(t)
def delete(t, k):
    if not t: raise KeyError(k)
    if k < t.k: t.l = delete(t.l, k)
    elif k > t.k: t.r = delete(t.r, k)
    elif not t.l or not t.r: return t.l or t.r
    else:
        m = t.r
        while m.l: m = m.l
        t.k = m.k
        t.r = delete(t.r, m.k)
    return bal(t)
def walk(t):
    if t: yield from walk(t.l); yield t.k; yield from walk(t.r)
def between(t, a, b):
    if t:
        if a < t.k: yield from between(t.l, a, b)
        if a <= t.k <= b: yield t.k
        if t.k < b: yield from between(t.r, a, b)
def show(t): return f'({show(t.l)}{t.k}{show(t.r)})' if t else ''
t = None
for k in range(12): t = add(t, k * 5 % 12)
print(list(walk(t)), t.h, list(between(t, 3, 7)), show(t))
for k in (5, 0, 11): t = delete(t, k)
print(list(walk(t)), t.h, show(t))
try: delete(t, 99)
except KeyError as e: print('KeyError', e)
