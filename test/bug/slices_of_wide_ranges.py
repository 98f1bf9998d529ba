# resume-every: 11
# Slices of ranges, and what slice.indices gives, were limited to 64 bits: refused, or with a step cut
# to what fits.
class Index:
    def __init__(self, value):
        self.value = value

    def __index__(self):
        return self.value


def outcome(f, *args):
    try:
        return f(*args)
    except Exception as e:
        return f'{type(e).__name__}: {e}'


wide = 10 ** 20
slices = [slice(None, None, wide), slice(1, None, 3), slice(-5, None), slice(None, None, -1),
          slice(wide // 10, wide, wide // 100), slice(None, None, -100 * wide), slice(3, 1), slice(-wide, wide),
          slice(wide, -wide, -2), slice(True, Index(4), Index(wide)), slice(None, None, 0), slice('a', None, 0),
          slice('a', 1), slice(None, 1.5), slice(None, None, 'a'), slice(2, 8, -1), slice(8, 2, -1)]
for r in (range(0, 10 ** 30), range(wide), range(0, -10 ** 25, -7), range(5), range(0), range(10 ** 30, 10 ** 30 + 10)):
    for s in slices:
        print(outcome(lambda: r[s]))
for length in (0, 5, wide, 10 ** 30, True, Index(7), -1, -wide, 'a', 2.0, None):
    for s in slices:
        print(outcome(s.indices, length))
