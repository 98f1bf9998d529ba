# range in loops: reversed order, steps, slices of slices, membership maths, comparisons with lists.
print([i for i in range(10, 0, -3)], [*range(0, -5, -2)])
print(list(range(5))[::-1] == list(reversed(range(5))), list(range(0, 10, 3)[1:]))
r = range(100)[10:90:7][::-2]
print(r, list(r), r[0], r[-1], 87 in r, 80 in r, len(r), r.index(73) if 73 in r else None)
print(sum(len(range(a, b, c)) for a in (-2, 0, 3) for b in (-3, 0, 4) for c in (-2, -1, 1, 3)))
for a, b, c in ((0, 10, 4), (10, 0, -4), (5, 5, 1), (-5, 5, 5)):
    assert list(range(a, b, c)) == [a + i * c for i in range(len(range(a, b, c)))]
print(range(3)[True], range(5)[-1], range(0)[:], range(10)[20:], range(10)[-3:], range(10)[5:2])
print(range(1, 10)[::-1], range(-1, -10, -3)[1])
for i in range(3):
    for i in range(i): print(i, end=' ')
print(i, any(range(1)), all(range(1, 3)), max(range(-5, 0)), [range(i) for i in range(2)])
print({range(0): 1}[range(1, 1)])
n = 0
for i in range(5):
    if i == 2: i = 10
    n += i
print(n, tuple(range(3)) == (0, 1, 2), range(3) != range(4), range(2) in [range(2)])
print(str(range(0, 5, 1)), repr(range(2, 3)))
