# Binary search, bisect insertion, dedupe, chunk, flatten, two pointers, prefix sums on lists.
def bisect(a, x):
    lo, hi = 0, len(a)
    while lo < hi:
        mid = (lo + hi) // 2
        if a[mid] < x: lo = mid + 1
        else: hi = mid
    return lo
a = [1, 3, 3, 5, 9]
print([bisect(a, x) for x in (0, 1, 3, 4, 9, 10)])
for x in (4, 0, 10): a.insert(bisect(a, x), x)
print(a, list(dict.fromkeys([3, 1, 3, 2, 1])), [a[i:i + 3] for i in range(0, len(a), 3)])
def flat(x): return [z for y in x for z in (flat(y) if isinstance(y, (list, tuple)) else [y])]
print(flat([1, [2, (3, [4]), []], 5]))
i, j, pairs = 0, len(a) - 1, []
while i < j:
    s = a[i] + a[j]
    if s == 10: pairs.append((a[i], a[j])); i += 1; j -= 1
    elif s < 10: i += 1
    else: j -= 1
print(pairs)
pre = [0]
for x in a: pre.append(pre[-1] + x)
print(pre, pre[5] - pre[2], max(pre[j] - pre[i] for i in range(4) for j in range(i, 4)))
print([x for i, x in enumerate('abca') if x not in 'abca'[:i]])
print([a[i] - a[i - 1] for i in range(1, len(a))], a[a.index(5):], a[-2::-2])
