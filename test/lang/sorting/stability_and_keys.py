# Stability, reverse keeps stability, keys, multi-key sorting.
data = [('b', 2), ('a', 2), ('c', 1), ('b', 1), ('a', 1), ('d', 2)]
print(sorted(data, key=lambda p: p[1]), sorted(data, key=lambda p: p[1], reverse=True))
print(sorted(sorted(data), key=lambda p: -p[1]), sorted(data, key=lambda p: (p[1], p[0])))
print(sorted(data)[::-1] == sorted(data, reverse=True))
l = data[:]
print(l.sort(key=lambda p: p[0]), l, sorted('bAcB'), sorted('bAcB', key=str.lower))
print(sorted(['10', '9', 'x' * 0], key=len), sorted([True, 2, 0.5, False]))
print(sorted([]), sorted([1]), sorted((3, 1)), sorted({'b': 1, 'a': 2}))
print(sorted(range(3), reverse=1), sorted('ba', key=None), sorted([[2], [1, 9], []], key=len))
print(sorted([3, 1, 2], key=lambda x: 0))
big = [(i * 7919) % 101 for i in range(60)]
s = sorted(big)
print(s == sorted(big[::-1]), all(a <= b for a, b in zip(s, s[1:])))
print(sorted(enumerate(big), key=lambda p: p[1] // 10)[:6])
runs = list(range(20)) + list(range(15, 0, -1)) + [7] * 5
print(sorted(runs)[::5], sorted(runs, reverse=True)[:4], sorted(map(str, range(12))))
print(sorted([-3, 2, -1], key=abs), sorted('zebra', key='azerb'.index))
