# resume-every: 1000
# Every kind of key, ties and edges: against a plain insertion sort that keeps equal keys in order.
def plainly(items, key, reverse):
    out = []
    for item in items:
        at = len(out)
        while at > 0 and (key(out[at - 1]) < key(item) if reverse else key(item) < key(out[at - 1])):
            at -= 1
        out.insert(at, item)
    return out
def scattered(n, seed):
    out = []
    for _ in range(n):
        seed = (seed * 1103515245 + 12345) & 0x7fffffff
        out.append(seed >> 12)
    return out
def same(value):
    return value
def check(items):
    for reverse in False, True:
        got, want = sorted(items, reverse=reverse), plainly(items, same, reverse)
        assert list(map(repr, got)) == list(map(repr, want)), (items, got)
        numbered = list(enumerate(items))
        got = sorted(numbered, key=lambda pair: pair[1], reverse=reverse)
        assert repr(got) == repr(plainly(numbered, lambda pair: pair[1], reverse))
        copy = items[:]
        copy.sort(key=same, reverse=reverse)
        assert repr(copy) == repr(want)
top = (1 << 49) - 1
ints = [0, -1, 1, top, -top - 1, 255, -256, 5, 5, -1]
floats = [0.0, -0.0, 1.5, -1.5, float('inf'), -float('inf'), 5e-324, -5e-324, 1e308, -1e308, 0.0, -0.0]
texts = ['', 'a', 'a\0', 'a\0\0', '\0', 'abcdefgh', 'abcdefg', 'abcdefghi', 'abcdefgh\0', 'b', '~', 'abcdefghj']
kinds = [ints, floats, texts, [True, False, True, False, True], texts + ['\xe9', '\xff', 'abcdefgh\xe9'],
         texts + ['\xe9', '\u20ac', '\U0001f600', 'a\u20ac'], ints + [True, False], ints + [1 << 60, -1 << 60],
         ints + [0.5, -0.0], [1, 1.0, True, 0, 0.0, False, -0.0], [[3], [1, 2], [], [1]], [b'b', b'', b'ab']]
for kind in kinds:
    check(kind)
    check(kind * 4)
    check(kind[::-1])
    check([(x,) for x in kind])
    check([(x, -i) for i, x in enumerate(kind * 3)])
    check([(x, i, 'x') for i, x in enumerate(kind)] + [(x,) for x in kind] + [(x, 0) for x in kind])
    check([(x, str(i % 3)) for i, x in enumerate(kind * 2)])
check([(a, b) for a in ints for b in (0, top, -top - 1)])
check([(a % 5, b) for a, b in zip(scattered(120, 1), scattered(120, 2))])
check([(a % 3, b % 3, -a) for a, b in zip(scattered(90, 3), scattered(90, 4))])
check([((a, 1), a) for a in ints])
check([(), (1,), (1, 2), (), (0,)])
for n in 2, 31, 32, 33, 64, 100:
    check(scattered(n, n))
    check([x / 7 for x in scattered(n, n)])
    check([str(x) for x in scattered(n, n)])
    check(list(range(n)))
    check(list(range(n, 0, -1)))
    check([i // 3 for i in range(n)])
    check([i % 7 for i in range(n)])
# Many in no order, which are dealt out by the bytes of their ranks: few and many bytes, ties.
many = scattered(150, 5)
for divisor, factor in (1, 1), (1000, 1), (1 << 11, -1), (1, 1 << 29), (3, -(1 << 20)), (1, 0):
    check([x // divisor * factor for x in many])
    check([x // divisor * factor / 7 for x in many])
check([(x & 3) - 2.0 for x in many] + [-0.0, 0.0, -0.0])
check([x & 64 == 0 for x in many])
for prefix in '', 'seven77', 'longer than eight ':
    check([prefix + str(x % 40) for x in many])
    check([prefix + 'ab\0'[:x % 4] for x in many])
    check([prefix + chr(97 + x % 26) * (x % 12) for x in many])
check(['%08d' % x for x in many] + [''])
check([(x % 40, str(x)) for x in many])
big = scattered(3000, 1)
for items in big, [x / 3 for x in big], [str(x) for x in big], [(x & 7, x) for x in big]:
    got = sorted(items)
    assert all(not b < a for a, b in zip(got, got[1:])) and set(got) == set(items)
    assert sorted(got[:2000] + items[:50] + got[2000:])[-1] == got[-1]
    assert sorted(items, reverse=True) == got[::-1]
nan = float('nan')
print(len(sorted([nan, 1.0, 0.5, nan])), sorted([0.0, -0.0]), sorted([-0.0, 0.0], reverse=True))
for bad in [1, 'a'], [(1, 'a'), (1, 2)], [(1, 2), (1, None)], [(1, [1]), (1, ['a'])], [None, None], [1j, 2]:
    try:
        print(sorted(bad))
    except TypeError as e:
        print(e)
items = [(1, 2), (0, None), (0, 3)]
try:
    items.sort()
except TypeError as e:
    print(e, items)
