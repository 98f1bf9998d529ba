#!/usr/bin/python3
"""Writes src/base/libm/libm_tables.c: the constants and tables of the elementary functions.

All is computed with integers: a real r stands as floor(r * 2**BITS), and every series is summed
until its terms vanish, so that the 128 bits that are kept are right but for the last.
"""
import math
import sys

BITS = 1400
ONE = 1 << BITS

HEAD = '''/*
 * Made by tools/make_libm.py: constants and tables of the elementary functions, in fixed point.
 *
 * A number in two words is the first times 2^64 plus the second; libm_in.h says the scales and
 * what the rows are.
 */
#include "base/libm/libm_in.h"
'''


def multiply(a, b):
    return a * b >> BITS


def arctan_inverse(n):
    """atan(1/n), n >= 2."""
    total, power, k = 0, ONE // n, 1
    while power:
        total += power // k if k % 4 == 1 else -(power // k)
        power //= n * n
        k += 2
    return total


def log_ratio(a, b):
    """ln(a/b) for a/b from 1/2 to 2: twice atanh of (a-b)/(a+b)."""
    x = (a - b) * ONE // (a + b)
    square = multiply(x, x)
    total, power, k = 0, x, 1
    while abs(power) > 1:
        total += power // k
        power = multiply(power, square)
        k += 2
    return 2 * total


def taylor(first, factor, start):
    """first + first*factor/(start*(start+1)) + ...: the series of sin, cos."""
    total, term, k = 0, first, start
    while abs(term) > 1:
        total += term
        term = multiply(term, factor) // (k * (k + 1))
        k += 2
    return total


def exponential(x):
    total, term, k = 0, ONE, 1
    while term:
        total += term
        term = multiply(term, x) // k
        k += 1
    return total


def arctan(a, b):
    """atan(a/b), 0 < a <= b: the argument is halved thrice first."""
    x = a * ONE // b
    for _ in range(3):
        x = x * ONE // (ONE + math.isqrt((ONE << BITS) + x * x))
    square = multiply(x, x)
    total, power, k = 0, x, 1
    while power > 1:
        total += power // k if k % 4 == 1 else -(power // k)
        power = multiply(power, square)
        k += 2
    return 8 * total


PI = 4 * (4 * arctan_inverse(5) - arctan_inverse(239))
LN2 = log_ratio(2, 1)
LN10 = 3 * LN2 + log_ratio(10, 8)


def fixed(real, scale):
    """The integer nearest to real * 2**scale."""
    return ((real >> (BITS - scale - 1)) + 1) >> 1


def inverse(real):
    return (ONE << BITS) // real


def words(value):
    value &= (1 << 128) - 1
    return f'{{0x{value >> 64:016x}, 0x{value & (1 << 64) - 1:016x}}}'


def table(name, values):
    """Two words a value, two values a row."""
    cells = [words(v) for v in values]
    rows = [', '.join(cells[i:i + 2]) for i in range(0, len(cells), 2)]
    return f'const uint64_t {name}[{len(values)}][2] = {{\n    ' + ',\n    '.join(rows) + ',\n};\n'


def plain(kind, name, texts, per_row):
    rows = [', '.join(texts[i:i + per_row]) for i in range(0, len(texts), per_row)]
    return f'const {kind} {name}[{len(texts)}] = {{\n    ' + ',\n    '.join(rows) + ',\n};\n'


def reciprocals():
    """512/m for m in the middle of [1 + i/128, 1 + (i+1)/128); exact at both ends."""
    inner = [round(512 * 256 / (257 + 2 * i)) for i in range(1, 127)]
    return [512] + inner + [256]


def log_first(i, c):
    """-ln(c/512), less ln 2 where m counts as m/2 in the next binade."""
    return -log_ratio(c, 512) - (LN2 if i >= 53 else 0)


def parts():
    yield table('pd_libm_exp_coarse', [fixed(exponential(LN2 * i // 64), 127) for i in range(64)])
    fine = [fixed(exponential(LN2 * i // 4096) - ONE, 70) for i in range(64)]
    yield plain('uint64_t', 'pd_libm_exp_fine', [f'0x{v:016x}' for v in fine], 4)
    first = reciprocals()
    yield plain('uint16_t', 'pd_libm_log_reciprocals', [str(c) for c in first], 19)
    yield table('pd_libm_log_coarse', [fixed(log_first(i, c), 116) for i, c in enumerate(first)])
    yield table('pd_libm_log_fine', [fixed(-log_ratio(8192 - j, 8192), 116)
                                     for j in range(-40, 65)])
    angles = [PI * i // 256 for i in range(129)]
    yield table('pd_libm_sines', [fixed(taylor(a, -multiply(a, a), 2), 126) for a in angles])
    two_over_pi = 2 * inverse(PI) >> (BITS - 64 * 20)
    shown = [f'0x{two_over_pi >> 64 * (19 - i) & (1 << 64) - 1:016x}' for i in range(20)]
    yield plain('uint64_t', 'pd_libm_two_over_pi', ['0x' + '0' * 16] + shown, 4)
    yield table('pd_libm_arctans', [0] + [fixed(arctan(i, 128), 126) for i in range(1, 129)])
    yield table('pd_libm_constants', [
        fixed(LN2, 116), fixed(inverse(LN2), 127), fixed(inverse(LN10), 129), fixed(PI, 126),
        fixed(inverse(ONE * 3), 129)])


def main():
    path = sys.argv[1] if len(sys.argv) > 1 else 'src/base/libm/libm_tables.c'
    with open(path, 'w', encoding='ascii') as file:
        file.write(HEAD)
        for part in parts():
            file.write('\n' + part)


main()
