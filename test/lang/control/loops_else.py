# else clauses of for and while with break, continue, return, nested.
def find(xs, p):
    for i, x in enumerate(xs):
        if p(x): break
    else: return 'none'
    return i
print(find([1, 3, 4], lambda x: x % 2 == 0), find([1], lambda x: x > 5), find([], bool))
n = 5
while n:
    n -= 1
    if n == 2: continue
    print(n, end=' ')
else: print('while else')
while True:
    if n > 2: break
    n += 1
else: print('never')
for x in []: pass
else: print('empty else', 'x' in dir())
for i in range(3):
    for j in range(3):
        if i * j == 2: break
        if j > i: continue
        print(i, j, end=';')
    else: print('inner else', end=' ')
else: print('outer else')
while False: pass
else: print('F')
for i in range(2):
    while True:
        break
    else: print('no')
    if i: break
else: print('no')
print(i)
for i in range(3):
    i *= 10
    print(i, end=' ')
print(i)
r = range(3)
for r in r: print(r, end=' ')
print(r)
for x in (y := [1, 2]): y.append(x) if len(y) < 4 else None
print(y, x)
k = 0
while (k := k + 1) < 5:
    if k % 2: continue
    else: print(k, end=' ')
else: print('k', k)
primes = []
for n in range(2, 20):
    for p in primes:
        if n % p == 0: break
    else: primes.append(n)
print(primes)
