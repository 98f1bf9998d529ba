# join with every iterable, building in loops, repetition, concatenation order.
print(','.join(['a', 'b']), ''.join([]), 'x'.join(['only']), '-'.join('abc'))
print('+'.join(str(i) for i in range(4)), ', '.join({'k': 1, 'j': 2}), ''.join(('日', '😀', 'a')))
print('😀'.join(['', '']))
s = ''
for i in range(12): s += chr(97 + i) if i % 2 else str(i)
print(s, len(s))
parts = []
for w in ('the', 'quick', 'fox'): parts.append(w.capitalize()); parts.append(' ')
print(''.join(parts).rstrip() + '.', 'ab' * 3, 3 * 'ab', 'ab' * 0, 'ab' * -1, '' * 5)
print('a' + 'b' * 2 + 'c', ('x' * 3).join('12'))
a = b = 'q'
a += 'r'
print(a, b, a + b + a, 'a' 'b' + 'c', '%s' % 'a' + 'b', 'ab' == 'a' + 'b')
print(' '.join(map(str, [1, None, 2.5, True])), '\n'.join(['l1', 'l2']).count('\n'))
class It:
    def __iter__(self): yield 'p'; yield 'q'
print('.'.join(It()), '.'.join(reversed('abc')), '.'.join(sorted({'b', 'a'})))
print(''.join(c for c in 'Hello' if c.isupper()), '/'.join(c * 2 for c in 'ab'))
class S(str): pass
r = ''.join([S('one')])
print(r, type(r).__name__, type(S('a') + 'b').__name__, type('a' + S('b')).__name__)
print(','.join([S('a'), S('b')]))
for bad in ([1], ['a', None], 5, ['a', b'b'], None, [['a']], {1: 2}):
    try: '-'.join(bad)
    except TypeError as e: print(e)
