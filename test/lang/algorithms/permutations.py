# Permutations by swapping in place, next-permutation, Heap's algorithm, ranking.
def swaps(a, k=0):
    if k == len(a):
        yield a[:]
        return
    for i in range(k, len(a)):
        a[k], a[i] = a[i], a[k]
        yield from swaps(a, k + 1)
        a[k], a[i] = a[i], a[k]
print([''.join(p) for p in swaps(list('abc'))])
def advance(a):
    i = len(a) - 2
    while i >= 0 and a[i] >= a[i + 1]: i -= 1
    if i < 0: return False
    j = len(a) - 1
    while a[j] <= a[i]: j -= 1
    a[i], a[j] = a[j], a[i]
    a[i + 1:] = reversed(a[i + 1:])
    return True
a = [1, 2, 2, 3]
n = 1
while advance(a): n += 1
print(n, a)
def unrank(xs, k):
    xs, out = list(xs), []
    f = 1
    for i in range(1, len(xs)): f *= i
    while xs:
        i, k = divmod(k, f)
        out.append(xs.pop(i))
        if xs: f //= len(xs)
    return ''.join(out)
print([unrank('abcd', k) for k in (0, 1, 7, 23)])
