# sorted, min, max, any, all: mixed kinds, reverse, messages.
def t(f):
    try: print(repr(f()))
    except Exception as e: print(type(e).__name__, e)
t(lambda: (max([1,2,3], key=lambda x: -x), min({'a':3,'b':1}, key={'a':3,'b':1}.get)))
t(lambda: [].sort(key=5))
t(lambda: ([1, 2].sort(key=5)))
t(lambda: ([3, 1].sort(reverse='x')))
t(lambda: (sorted([3, 1, 2], reverse=1), sorted('bca'), sorted({3: 1, 1: 2}), sorted((2, 1),
    key=str), sorted([2, 1], key=None)))
t(lambda: (sorted([1, 2.5, True, 0.5, 2**70, -2**70]), sorted(['b', 'a', 'é', 'ab', 'a\x00',
    'abcdefgh', 'abcdefgi', 'abcdefg']), sorted([(2, 'a'), (1, 'b'), (1, 'a')])))
t(lambda: (sorted([[2], [1, 5], [1]]), sorted([b'b', b'a', bytearray(b'ab')]), sorted([{1, 2},
    {1}], key=len), sorted([None])))
t(lambda: (sorted([None, None])))
t(lambda: (sorted([1, 'a', 2])))
t(lambda: (sorted([(1, 'a'), (1, 2)])))
t(lambda: (sorted([1j, 2j])))
t(lambda: (sorted([float('nan'), 1, 2])[1:]))
t(lambda: (max(1, 2.5), max('a', 'b'), max([1], [1, 2]), min(2, 1.0), max(True, 1), min(1, True),
    max((1, 2), (1, 3)), max(2**70, 1.5)))
t(lambda: (max(1, 'a')))
t(lambda: max())
t(lambda: min(5))
t(lambda: (min([], key=len)))
t(lambda: (max([1, 2], default=0, key=lambda x: -x), max([], default=None)))
t(lambda: (max(1, 2, default=3)))
t(lambda: (any([0, '', None, [], {}, 0.0]), any('a'), all('ab'), all([1, 0]), any({0: 1}), all({}),
    any(x > 2 for x in [1, 2, 3])))
