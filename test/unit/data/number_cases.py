"""Prints number_cases.inc: what CPython makes of doubles, as rows for base_number_test.c.

Run with CPython 3.11; the choice of cases is seeded, so the output is always the same.
"""

import ctypes
import random
import struct

DTSF = {1: 4, 2: 1, 4: 2, 16: 8}  # NUMBER_ALT, _SIGN, _ADD_DOT_0, _NO_NEG_0
to_string = ctypes.pythonapi.PyOS_double_to_string
to_string.restype = ctypes.c_void_p
to_string.argtypes = [ctypes.c_double, ctypes.c_char, ctypes.c_int, ctypes.c_int, ctypes.c_void_p]
mem_free = ctypes.pythonapi.PyMem_Free
mem_free.argtypes = [ctypes.c_void_p]
rng = random.Random(20240229)


def bits(value):
    return "0x%016x" % struct.unpack(">Q", struct.pack(">d", value))[0]


def of_bits(number):
    return struct.unpack(">d", struct.pack(">Q", number))[0]


def formatted(value, code, precision, flags):
    python_flags = sum(python for ours, python in DTSF.items() if flags & ours)
    text = to_string(value, code.encode(), precision, python_flags, None)
    result = ctypes.string_at(text).decode()
    mem_free(text)
    return result


def row(kind, first, precision, flags, text):
    line = "{'%s', %s, %d, %d, \"%s\"}," % (kind, first, precision, flags, text)
    if len(line) <= 100:
        print(line)


def random_value():
    kind = rng.randrange(6)
    if kind == 0:
        return of_bits(rng.getrandbits(63) % 0x7FF0000000000000 | rng.getrandbits(1) << 63)
    if kind == 1:
        return 2.0 ** rng.randrange(-1074, 1024)
    if kind == 2:
        return round(rng.uniform(-1e6, 1e6), rng.randrange(6))
    if kind == 3:
        return float(rng.randrange(10 ** rng.randrange(1, 25)))
    if kind == 4:
        return of_bits(rng.getrandbits(rng.randrange(1, 53)))
    return (rng.randrange(1, 2000) + 0.5) * 10.0 ** rng.randrange(-8, 8)


EDGES = [0.0, -0.0, 1.0, -1.0, 0.1, 0.5, 1.5, 2.5, 1e15, 1e16, 1e17, 9999999999999998.0, 1e22,
         1e23, 123456789012345680.0, 0.0001, 0.00001, 0.00012345, 5e-324, 2.2250738585072014e-308,
         2.225073858507201e-308, 1.7976931348623157e308, 2.0 ** -44, 2.0 ** 53, 2.0 ** 53 + 2,
         1e100, float("inf"), -float("inf"), float("nan"), 9.5, 99.5, 0.95, 999999.5,
         9007199254740993e3]
for value in EDGES + [random_value() for _ in range(300)]:
    row("r", bits(value), 0, 4, repr(value))
for value in EDGES + [random_value() for _ in range(400)]:
    code = rng.choice("efgEFG")
    precision = rng.choice([0, 1, 2, 3, 6, 17, rng.randrange(30)])
    if abs(value) > 1e40 and code in "fF":
        precision %= 4
    flags = rng.choice([0, 0, 1, 2, 4, 16, rng.randrange(8), 16 + rng.randrange(8)])
    row(code, bits(value), precision, flags, formatted(value, code, precision, flags))
for value in EDGES + [random_value() for _ in range(200)]:
    if value == value and abs(value) < 1e300:
        digits = rng.randrange(-20, 20)
        row("o", bits(value), digits, 0, bits(round(value, digits)))

TEXTS = """1. .5 -.5 +5 1e5 1E+5 1e-5 00012 0e0 -0 -0e5 0.0e-99999999999999999999
1e99999999999999999999 1e-99999999999999999999 1e309 -1e309 1.7976931348623158e308
1.7976931348623159e308 2.4703282292062327e-324 2.4703282292062328e-324 2.5e-324 9007199254740993
9007199254740992.9999999 9007199254740993.0000000001 0.000000000000000000000000000001e30
123456789012345678901234567890 8.5e22 8.988465674311580536566680e307
inf -inf Infinity +INFINITY nan -nan iNf""".split()
for _ in range(150):  # the points half way between two doubles, and their neighbours
    low = rng.getrandbits(63) % 0x7FE0000000000000
    numerator, denominator = of_bits(low).as_integer_ratio()
    upper, upper_denominator = of_bits(low + 1).as_integer_ratio()
    doubled = numerator * upper_denominator + upper * denominator
    two_power = 2 * denominator * upper_denominator
    shift = (doubled & -doubled).bit_length() - 1
    shift = min(shift, two_power.bit_length() - 1)
    doubled, two_power = doubled >> shift, two_power >> shift
    places = two_power.bit_length() - 1
    digits = str(doubled * 5 ** places)
    if len(digits) < 120:
        TEXTS += ["%se-%d" % (digits, places), "%s01e-%d" % (digits, places + 2)]
        TEXTS += ["%se-%d" % (int(digits) - 1, places)]
for _ in range(150):
    TEXTS.append("%d.%0*de%d" % (rng.getrandbits(rng.randrange(1, 70)), rng.randrange(1, 25),
                                 rng.getrandbits(rng.randrange(1, 60)), rng.randrange(-340, 310)))
for text in TEXTS:
    row("p", bits(abs(float(text)) if "nan" in text else float(text)), 0, 8, text)
for text in ["", "-", ".", "e5", "1e", "1e+", "0x1", "1_0", " 1", "1 ", "1..2", "--1", "+-1",
             "1e5.0", "infi", "na", "1f", "infinityy", "-.", "1,5"]:
    row("x", "0", 0, 8, text)
