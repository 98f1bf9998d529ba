# Digits of pi: a spigot and a series over big integers; products, quotients, text of long numbers.
import sys

size = int(sys.argv[1]) if len(sys.argv) > 1 else 9000


def digits_of_pi():
    q, r, t, k, m, x = 1, 0, 1, 1, 3, 3
    while True:
        if 4 * q + r - t < m * t:
            yield m
            q, r, m = 10 * q, 10 * (r - m * t), 10 * (3 * q + r) // t - 10 * m
        else:
            q, r, t, k, m, x = (q * k, (2 * q + r) * x, t * x, k + 1,
                                (q * (7 * k + 2) + r * x) // (t * x), x + 2)


def machin(places):
    def arctan_inverse(x, unit):
        power = total = unit // x
        square, divisor, sign = x * x, 1, 1
        while power:
            power //= square
            divisor += 2
            sign = -sign
            total += sign * (power // divisor)
        return total

    unit = 10 ** (places + 10)
    pi = 4 * (4 * arctan_inverse(5, unit) - arctan_inverse(239, unit))
    return pi // 10 ** 10


def text(number, places):
    """In pieces: str() of very long numbers is refused."""
    if places <= 1000:
        return str(number).zfill(places)
    half = places // 2
    high, low = divmod(number, 10 ** half)
    return text(high, places - half) + text(low, half)


source = digits_of_pi()
head = ''.join(str(next(source)) for _ in range(size // 3))
tail = text(machin(size), size + 1)
print(head[-20:], tail[-20:], tail.startswith(head[:-5]), sum(map(int, tail)))
