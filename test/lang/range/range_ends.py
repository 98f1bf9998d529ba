# Loops over ranges whose numbers, steps or lengths are near the ends of small ints, and their iterators.

edge = 2 ** 49
for r in (range(edge - 3, edge), range(edge - 3, edge + 2), range(-edge, -edge + 3),
          range(-edge - 2, -edge + 2), range(edge - 1, edge - 4, -1), range(-edge + 2, -edge - 1, -1),
          range(0, edge - 1, edge // 2), range(0, edge, edge - 1), range(edge - 1, -edge, -edge + 1),
          range(-edge, edge, edge - 1), range(0), range(5, 5), range(5, 0), range(0, 5, -1),
          range(3, 4, 10 ** 20), range(0, -7, -3), range(2 ** 62, 2 ** 62 + 2), range(True), range(7, 8)):
    seen = []
    for i in r:
        seen.append(i)
    it = iter(r)
    again = [next(it, None) for _ in range(7)]
    print(len(r), seen, again, next(it, 'end'), it.__length_hint__(), list(r) == seen)
wide = range(-edge, edge - 1)
print([x for x, _ in zip(wide, range(3))], iter(wide).__length_hint__(), next(iter(wide[::-1])))
it = iter(range(-edge, edge - 1, edge // 3))
print(next(it), it.__length_hint__(), list(it), list(it), it.__length_hint__())
for i in range(10):
    i += 100
    j = i
print(i, j)
for x in it:
    print('never')
it = iter(range(4))
for x in it:
    for y in it:
        print(x, y)
it = iter(range(10 ** 20, 10 ** 20 + 10 ** 18))
print(next(it), it.__length_hint__())
