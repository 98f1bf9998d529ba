# range: attributes, indexing, slicing, membership, equality, hashing, large and negative.
for r in (range(5), range(2, 8), range(0, 10, 3), range(10, 0, -3), range(0), range(5, 2),
           range(-3, 3, 2), range(2, 5, -1)):
    print(r, list(r), len(r), r.start, r.stop, r.step, bool(r), list(reversed(r)))
    print(r[1:] if r else '', 4 in r)
r = range(10, 100, 7)
print(r[0], r[-1], r[2:5], r[::-1], r[::2], r[-3:], r.index(24), r.count(24), r.count(25))
print(24 in r, 24.0 in r, 24.5 in r, 'a' in r, None in r, True in range(2))
print(range(0, 3, 2) == range(0, 4, 2), range(0) == range(5, 2), range(1, 2) == range(1, 3, 5))
print(hash(range(0, 3, 2)) == hash(range(0, 4, 2)), range(3) == [0, 1, 2])
print({range(3): 1}[range(0, 3, 1)])
big = range(10**20, 10**20 + 30, 10)
print(len(big), big[1], list(big), 10**20 + 10 in big, 5 in big, range(2**70)[2**69])
print(range(0, 10**30, 10**29)[-1], range(10**9)[10**8:][0], sum(range(1001)))
print(max(range(5, 50, 4)), min(range(5)))
def t(f):
    try: print(f())
    except (TypeError, ValueError, IndexError, AttributeError,
            OverflowError) as e: print(type(e).__name__, e)
def s(): range(3)[0] = 1
t(lambda: range()); t(lambda: range(1, 2, 0)); t(lambda: range('a')); t(lambda: range(1.0))
t(lambda: range(3)[3]); t(lambda: range(3).index(5)); t(lambda: range(3) + range(2))
t(lambda: range(1, 2, 3, 4)); t(s); t(lambda: range(3).start + 1)
t(lambda: setattr(range(3), 'start', 1)); t(lambda: range(3) < range(4))
t(lambda: len(range(2**64)))
a, *b = range(4); print(a, b, [*range(2), *range(3, 1, -1)], tuple(range(True)),
                        dict(zip(range(2), 'ab')), str(range(1)), repr(range(1, 5, 2)))
it = iter(range(3)); print(next(it), list(it), next(it, 'x'),
                           [i for i in range(3) for i in range(i)])
