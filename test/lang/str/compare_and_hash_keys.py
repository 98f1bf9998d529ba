# Ordering, equality, identity-free use as keys, slices as keys, built strings as keys.
d = {'abc': 1, 'é': 2, '': 3}
print(d['a' + 'b' + 'c'], d[''.join(['a', 'bc'])], d['xabcx'[1:-1]], d['ABC'.lower()])
print(d['\xe9'], d['' * 3], d[str(b'abc', 'ascii')], d['%s' % 'abc'], d[f'{"abc"}'])
print('a' < 'b', 'a' < 'A', 'abc' < 'abd', 'ab' < 'abc', '' < 'a', 'Z' < 'a', 'a' == 'a ')
print('10' < '9', 'é' > 'z', '😀' > '日', 'abc' >= 'abc', 'abc' <= 'abb')
print(sorted(['b', 'B', 'a', 'A', 'é', 'aa', '', '1', '😀', '日']), max('hello'), min('hello'))
print(sorted('hello', reverse=True), sorted(['10', '9', '1'], key=int))
words = 'it was the best of times it was the worst of times'.split()
count = {}
for w in words: count[w] = count.get(w, 0) + 1
print(sorted(count.items(), key=lambda p: (-p[1], p[0])), max(count, key=count.get))
print(list(count)[:3])
for n in range(8): d[f'key{n}'] = n; d['key' + str(n * 2)] = -n
print(d, 'key' + '3' in d, 'key9' in d, hash('abc') == hash('ab' + 'c'))
print('a' != 'b', 'a' != 'a', 'a' == b'a', 'a' == 97, ('a', 1) < ('a', 2))
print(['b'] > ['a', 'z'], 'abc'.__eq__('abc'), 'a'.__lt__('b'), 'a'.__eq__(1))
print('x' in 'xyz', 'xz' in 'xyz', 'x' not in '', 'abc'.__contains__('b'), 'abc'.__len__())
print('abc'.__getitem__(1), 'abc'.__add__('d'), 'ab'.__mul__(2), 'ab'.__rmul__(2))
