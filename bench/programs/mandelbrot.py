# The Mandelbrot set: once with a loop over floats, once with complex numbers.
import sys

size = int(sys.argv[1]) if len(sys.argv) > 1 else 460


def escape(cr, ci, limit):
    zr = zi = 0.0
    for i in range(limit):
        rr = zr * zr
        ii = zi * zi
        if rr + ii > 4.0:
            return i
        zi = 2.0 * zr * zi + ci
        zr = rr - ii + cr
    return limit


def escape_complex(c, limit):
    z = 0j
    for i in range(limit):
        if abs(z) > 2.0:
            return i
        z = z * z + c
    return limit


def area(n, limit):
    inside, total = 0, 0
    for y in range(n):
        ci = 2.0 * y / n - 1.0
        for x in range(n):
            steps = escape(2.0 * x / n - 1.5, ci, limit)
            total += steps
            inside += steps == limit
    return inside, total


def area_complex(n, limit):
    return sum(escape_complex(complex(2.0 * x / n - 1.5, 2.0 * y / n - 1.0), limit)
               for y in range(n) for x in range(n))


print(area(size, 50), area_complex(size // 2, 50))
