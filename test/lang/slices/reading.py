# Slice reads on every sequence, all sign combinations.
l, s, t, b, r = list(range(6)), 'abcdef', tuple(range(6)), b'abcdef', range(10, 70, 10)
for sl in (slice(2), slice(1, 4), slice(None), slice(-2, None), slice(None, -2), slice(4, 1),
           slice(4, 1, -1),
           slice(None, None, -1), slice(None, None, 2), slice(-1, -5, -2), slice(1, 100,
                   3), slice(-100, 2),
           slice(5, None, -3), slice(None, 2, -1), slice(2, 2), slice(10, 20), slice(10, None, -2)):
    assert s[sl] == ''.join(s[i] for i in range(*sl.indices(6)))
    print(l[sl], s[sl], t[sl], b[sl], r[sl])
print(l[1:][1:][1:], l[::-1][::2], l[-3:][0], s[::-1][1:-1], l[:] is l, l[:] == l, t[:] is t)
print(s[:] is s)
