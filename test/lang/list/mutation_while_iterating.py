# Mutating a list during iteration: append, remove, insert, clear, sort.
l = [1, 2, 3]
for x in l:
    if x < 3: l.append(x + 2)
print(l)
l = list(range(8))
for x in l:
    if x % 2 == 0: l.remove(x)
    print(x, end=' ')
print(l)
l = [1, 2, 3]
for x in l:
    if len(l) < 6: l.insert(0, x * 10)
print(l, x)
l = [1, 2, 3]
for x in l: l.clear()
print(x, l)
l = [3, 1, 2]
for x in l:
    print(x, end=' ')
    l.sort()
print()
it = iter([1, 2])
print(list(it), list(it))
l = [1]
it = iter(l)
print(next(it)); l.append(2); print(next(it)); print(next(it,
                                                          'end')); l.append(3); print(next(it,
                                                                  'stays ended'))
r = reversed(l)
l.append(4)
print(next(r), l.pop() and l.pop() and next(r), list(r))
e = enumerate(l)
l.append('z'); print(list(e))
z = zip(l, l); del l[0]; print(list(z))
l = [1, 2, 3, 4]
print([l.pop(0) for _ in l], l, [x for x in l if len(l) < 5 and l.append(x) is None])
l = [5, 3]
for l[0] in range(3): pass
print(l)
while l: l.pop()
else: print('drained', l)
