# Idioms on slices: rotation, chunking, windows, palindromes, in-place partition, gather.
def rot(l, k): k %= len(l) or 1; return l[k:] + l[:k]
def chunks(l, n): return [l[i:i + n] for i in range(0, len(l), n)]
print([rot([1, 2, 3, 4], k) for k in range(-2, 6)])
print(chunks('abcdefg', 3), chunks([], 2), chunks(range(5), 2))
pal = lambda s: s == s[::-1]
w = 'xabacabay'
print(max((w[i:j] for i in range(len(w)) for j in range(i + 1, len(w) + 1) if pal(w[i:j])),
          key=len))
def qs(l):
    if len(l) < 2: return l
    p = l[0]
    return qs([x for x in l[1:] if x < p]) + [p] + qs([x for x in l[1:] if x >= p])
print(qs([3, 1, 4, 1, 5, 9, 2, 6]))
l = list('abcdef')
l[::2], l[1::2] = l[1::2], l[::2]
print(''.join(l))
l[1:-1] = l[-2:0:-1]
print(''.join(l))
l[len(l):] = 'yz'
l[:0] = ['A']
print(''.join(l), l[-1:], l[:1], l[5:5], ''.join(l)[-3:-1])
m = [[1, 2], [3, 4], [5, 6]]
print([r[::-1] for r in zip(*m)], [list(c) for c in zip(*m[::-1])], [x[:] for x in m] == m)
