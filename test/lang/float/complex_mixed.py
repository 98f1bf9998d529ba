# Complex numbers with ints, floats, bools, instances and what is no number, in both orders.
inf, nan = float('inf'), float('nan')


class Odd(complex):
    def __radd__(self, other):
        return ('radd', other)


class Other:
    def __rmul__(self, other):
        return ('rmul', other)

    def __sub__(self, other):
        return ('sub', other)


values = [0j, 1 + 2j, -0.0j, complex(-0.0, -0.0), complex(inf, nan), complex(1e308, 1e308), 3, True,
          1 << 70, 2.5, -0.0, inf, nan]
for a in values:
    for b in values:
        print(a, b, a + b, a - b, a * b)
        if b:
            print(a / b if abs(b) != inf else None)

z = 1 + 1j
for _ in range(40):
    z = z * z * 0.5 + 1
    z += 0.25j
    z -= 0.125
    if abs(z) > 1e6:
        z *= 1e-6
print(z)
print(Odd(1) + 2j, 2j + Odd(1), 2.0 + Odd(1), 2j * Other(), Other() - 2j, Odd(2) * 2j)
for attempt in (lambda: 1j + 'a', lambda: 'a' * 1j, lambda: 1j % 2, lambda: 2.0 // 1j,
                lambda: 1j / 0, lambda: 1j + (1 << 2000), lambda: [] + 1j, lambda: 1j & 1):
    try:
        print(attempt())
    except Exception as e:
        print(type(e).__name__, e)
