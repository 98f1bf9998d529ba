# resume-every: 71
# Bubble, insertion, merge, quick, heap and counting sort agree with sorted.
def bubble(a):
    a = a[:]
    for i in range(len(a)):
        for j in range(len(a) - 1 - i):
            if a[j] > a[j + 1]: a[j], a[j + 1] = a[j + 1], a[j]
    return a
def insertion(a):
    a = a[:]
    for i in range(1, len(a)):
        x, j = a[i], i - 1
        while j >= 0 and a[j] > x: a[j + 1] = a[j]; j -= 1
        a[j + 1] = x
    return a
def merge(a):
    if len(a) < 2: return a
    m = len(a) // 2
    l, r, out = merge(a[:m]), merge(a[m:]), []
    while l and r: out.append((l if l[0] <= r[0] else r).pop(0))
    return out + l + r
def quick(a, lo=0, hi=None):
    if hi is None: a = a[:]; hi = len(a) - 1
    if lo < hi:
        p, i = a[hi], lo
        for j in range(lo, hi):
            if a[j] < p: a[i], a[j] = a[j], a[i]; i += 1
        a[i], a[hi] = a[hi], a[i]
        quick(a, lo, i - 1); quick(a, i + 1, hi)
    return a
def heap(a):
    a, n = a[:], len(a)
    def sift(i, n):
        while (c := 2 * i + 1) < n:
            if c + 1 < n and a[c] < a[c + 1]: c += 1
            if a[i] >= a[c]: break
            a[i], a[c] = a[c], a[i]; i = c
    for i in range(n // 2 - 1, -1, -1): sift(i, n)
    for e in range(n - 1, 0, -1): a[0], a[e] = a[e], a[0]; sift(0, e)
    return a
def counting(a):
    c = [0] * (max(a) + 1)
    for x in a: c[x] += 1
    return [i for i, n in enumerate(c) for _ in range(n)]
data = [(i * 37 + 11) % 23 for i in range(18)]
for f in (bubble, insertion, merge, quick, heap, counting): print(f.__name__,
           f(data) == sorted(data), f(data)[:5])
