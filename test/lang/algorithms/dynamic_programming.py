# resume-every: 67
# Edit distance, LCS, knapsack, coin change, partitions, longest increasing subsequence.
def edit(a, b):
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        prev, row[0] = row[0], i
        for j, y in enumerate(b, 1):
            prev, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, prev + (x != y))
    return row[-1]
print(edit('kitten', 'sitting'), edit('', 'abc'), edit('same', 'same'))
def lcs(a, b, memo=None):
    memo = {} if memo is None else memo
    if not a or not b: return ''
    if (a, b) not in memo:
        memo[a, b] = a[0] + lcs(a[1:], b[1:], memo) if a[0] == b[0] else \
            max(lcs(a[1:], b, memo), lcs(a, b[1:], memo), key=len)
    return memo[a, b]
print(lcs('agcat', 'gact'), lcs('banana', 'atana'))
def knap(items, cap):
    best = [(0, ())] * (cap + 1)
    for name, w, v in items:
        for c in range(cap, w - 1, -1):
            best[c] = max(best[c], (best[c - w][0] + v, best[c - w][1] + (name,)))
    return best[cap]
print(knap([('a', 1, 1), ('b', 3, 4), ('c', 4, 5), ('d', 5, 7)], 7))
def coins(n, cs): 
    ways = [1] + [0] * n
    for c in cs:
        for i in range(c, n + 1): ways[i] += ways[i - c]
    return ways[n]
print(coins(25, (1, 5, 10)), coins(7, (2, 4)))
def lis(xs):
    tails = []
    for x in xs:
        lo, hi = 0, len(tails)
        while lo < hi:
            m = (lo + hi) // 2
            if tails[m] < x: lo = m + 1
            else: hi = m
        tails[lo:lo + 1] = [x]
    return len(tails)
print(lis([10, 9, 2, 5, 3, 7, 101, 18]), lis([]), lis([3, 3]))
