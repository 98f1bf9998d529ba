"""Prints heap_hash_cases.inc: CPython 3.11's hash() of numbers, tuples and ranges.

The text of a value is prefix notation: i INT, f HEX, b 0|1, n, c HEX HEX, t COUNT items..., r START
STOP STEP. Hashes of None depend on the build, so None does not occur."""
import random


def text(v):
    if isinstance(v, bool):
        return f"b {int(v)}"
    if isinstance(v, int):
        return f"i {v}"
    if isinstance(v, float):
        return f"f {v.hex()}"
    if isinstance(v, complex):
        return f"c {v.real.hex()} {v.imag.hex()}"
    if isinstance(v, range):
        return f"r {v.start} {v.stop} {v.step}"
    return " ".join([f"t {len(v)}"] + [text(x) for x in v])


r = random.Random(7)
inf = float("inf")
values = [0, 1, -1, -2, True, False, 2**49 - 1, 2**49, -2**49, -2**49 - 1, 2**61 - 1, 2**61,
          2**61 - 2, -(2**61 - 1), 2**64, 2**200 + 17, -2**200, 0.0, -0.0, 0.5, -1.0, 1.5, 1e300,
          -1e300, 5e-324, -5e-324, inf, -inf, 2.0**52, 2.0**53 + 2, -2.0**61, 0.1, -0.1, 1j, -1j,
          1 + 1j, 0.5 - 2j, complex(-1, 0), (), (1,), (1, 2), (1, (2, (3, (4, ())))), (-1, -1.0),
          ((), ((), ())), (True, 1, 1.0), tuple(range(100)), range(3, 10, 2), range(-5, 100, 7)]
values += [r.randrange(-2**r.randrange(1, 300), 2**r.randrange(1, 300)) for _ in range(60)]
values += [r.uniform(-1, 1) * 2.0 ** r.randrange(-1070, 1000) for _ in range(60)]
values += [tuple(r.randrange(-2**60, 2**60) for _ in range(r.randrange(6))) for _ in range(40)]
for v in values:
    print(f'{{"{text(v)}", INT64_C({hash(v)})}},'.replace("INT64_C(-9223372036854775808)",
                                                         "INT64_MIN"))
