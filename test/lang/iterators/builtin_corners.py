# iter, next, reversed, enumerate, zip, map, filter, range, slice: corners and messages.
def t(f):
    try: print(repr(f()))
    except Exception as e: print(type(e).__name__, e)
def do(f, *args):
    result = f(*args)
    return result, args
t(lambda: (do(lambda l: l.__setitem__(slice(0, 1), 5), [1,2,3])))
t(lambda: (do(lambda l: l.__setitem__(slice(0, 3, 2), 5), [1,2,3])))
t(lambda: (do(lambda l: l.__setitem__(slice(1, 1), l), [1,2,3])))
t(lambda: (do(lambda l: l.__setitem__(slice(None, None, -1), l), [1,2,3])))
t(lambda: (do(lambda l: l.__delitem__(slice(None, None, 2)), [1,2,3,4,5])))
t(lambda: (do(lambda l: l.__delitem__(slice(None, None, -2)), [1,2,3,4,5])))
t(lambda: (do(lambda l: l.__delitem__(slice(3, 1)), [1,2,3,4,5])))
t(lambda: (list(map(None, [1]))))
t(lambda: (list(iter(iter([1,2,3]).__next__, 2))))
t(lambda: next([]))
t(lambda: (do(lambda b: b.__setitem__(slice(1, 2), b'xyz'), bytearray(b'abc'))))
t(lambda: (do(lambda b: b.__setitem__(slice(0, 3, 2), b'xy'), bytearray(b'abc'))))
t(lambda: (do(lambda b: b.__setitem__(slice(0, 3, 2), b'xyz'), bytearray(b'abc'))))
t(lambda: (do(lambda b: b.__setitem__(slice(0, 1), [1, 2]), bytearray(b'abc'))))
t(lambda: (do(lambda b: b.__setitem__(slice(0, 1), 5), bytearray(b'abc'))))
t(lambda: (do(lambda b: b.__setitem__(slice(0, 1), 'a'), bytearray(b'abc'))))
t(lambda: (do(lambda b: b.__delitem__(slice(None, None, 2)), bytearray(b'abcde'))))
t(lambda: len(iter([])))
t(lambda: hash(slice(1)))
t(lambda: (dict({1: 2}, a=3), dict(a=1, **{'b': 2}), dict([('a', 1)], a=2), dict(zip('ab', [1,
    2])), dict(enumerate('ab'))))
t(lambda: (range(5)[1:3], range(10)[::2], range(10)[::-1], range(0, 10, 3)[-1], range(5).index(3),
    range(5).count(3), range(5).count(9), range(3) == range(0, 3, 1), range(0) == range(5, 5),
    hash(range(3)) == hash(range(0, 3)), range(10, 0, -3), list(range(10, 0, -3)), len(range(0,
    -10, -3)), 3 in range(0, 10, 3), 4 in range(0, 10, 3), range(2**70, 2**70 + 3)[1],
    list(range(2**70, 2**70 + 2)), list(reversed(range(5))), list(reversed(range(2**70,
    2**70 + 2)))))
t(lambda: (slice(1, 2, 3), slice(5), slice(None), slice(1, 2) == slice(1, 2, None), slice(1,
    2).indices(1), slice(None, None, -1).indices(5), slice(-1, None).indices(3), slice(5,
    1).indices(3)))
t(lambda: slice())
t(lambda: slice(1).indices('a'))
t(lambda: slice('a').indices(5))
t(lambda: (next(iter({1: 2}.items())), next(reversed([1, 2])), next(reversed({1: 2, 3: 4})),
    list(reversed({1: 2, 3: 4}.values())), list(reversed({1: 2, 3: 4}.items())), list(reversed((1,
    2))), list(reversed(b'ab')), list(reversed('é'))))
t(lambda: reversed(5))
t(lambda: reversed({1}))
t(lambda: reversed())
t(lambda: iter(5))
t(lambda: (iter(5, 1)))
t(lambda: iter())
t(lambda: next(5))
t(lambda: next())
t(lambda: (next(iter('a'), 1, 2)))
t(lambda: enumerate(5))
t(lambda: enumerate())
t(lambda: (enumerate([], 1.5)))
t(lambda: zip(5))
t(lambda: (zip([], 5)))
t(lambda: map(5))
t(lambda: map())
t(lambda: (list(map(5, [1]))))
t(lambda: filter())
t(lambda: filter(5))
t(lambda: (list(filter(5, [1]))))
t(lambda: (list(map(int, ['a']))))
t(lambda: (list(map(len, [1]))))
