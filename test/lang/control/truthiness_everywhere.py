# Conditions on every kind of value in if, while, and, or, not, conditional, assert, filter, any.
vals = [0, 1, -1, 0.0, 0.1, float('nan'), '', ' ', '0', [], [0], (), (0,), {}, {0: 0}, set(),
        {0}, None, True, False, b'', b'0',
        range(0), range(1), int, len, ..., NotImplementedError, 10**30, 0 * 10**30, -0.0,
        frozenset(), slice(0), object]
print(''.join('T' if v else 'F' for v in vals))
print(''.join('F' if not v else 'T' for v in vals))
out = ''
for v in vals:
    if v: out += 'T'
    else: out += 'F'
print(out, len(list(filter(None, vals))), sum(map(bool, vals)))
out = ''
for v in vals:
    while v: out += 'T'; break
    else: out += 'F'
print(out)
print(''.join((v and 'T') or 'F' for v in vals))
print(''.join('T' if (v or False) else 'F' for v in vals))
n = 0
for v in vals:
    try: assert v
    except AssertionError: n += 1
print(n, [bool(v) for v in vals].count(False))
