# resume-every: 97
# int(), float(), round(), abs(), comparisons, to_bytes and what math does with whole numbers, for
# the usual arguments and for those next to them that are done in another way.
import math


class Int(int):
    def __int__(self):
        return 41

    def __round__(self, digits=None):
        return "rounds", digits

    def __abs__(self):
        return "abs"


class Float(float):
    def __float__(self):
        return 4.5

    def __floor__(self):
        return "floor"

    def __round__(self, digits=None):
        return "rounds", digits


class Text(str):
    def __int__(self):
        return 7


def show(function, *arguments):
    try:
        result = function(*arguments)
        print(type(result).__name__, repr(result), end="; ")
    except Exception as error:
        print(type(error).__name__, error, end="; ")


for text in ("0", "-0", "+5", "12345", "-00012", "99999999999999", "-99999999999999", "100000000000000",
             "562949953421311", "562949953421312", "-562949953421313", "9" * 40, "", "-", "+", "--1", "1_000", "1__0",
             " 7 ", "7\n", "0x10", "1.5", "1e5", "é", "١٢", "12é", "1\0", b"12", b"-3", bytearray(b"8"),
             Text("12"), True, None, 2.75, -2.75, Int(3), Float(2.5), 1 << 70, 1e20, float("inf"), float("nan")):
    show(int, text)
    show(float, text)
print()
for text in ("1.25", "-0.0", "0", "1e22", "1e23", "9007199254740993", "9007199254740992e22", "123456789012345e-22",
             "0.1", "1e-22", "1e-23", "1.7976931348623157e308", "1e400", "5e-324", "2.5e-324", "1_0.5", " 1.5 ", "inf",
             "-Infinity", "nan", "infi", ".5", "5.", ".", "1e", "1e+", "0.30000000000000004", "4.35", "8.5e-5"):
    show(float, text)
print()
for text, base in (("ff", 16), ("12", 10), ("12", 0), ("012", 0), ("12", 3), ("12", 2), ("z", 36), ("1", 1)):
    show(int, text, base)
print()
edges = [0.0, 0.5, 1.5, 2.5, 3.5, 0.49999999999999994, 0.5000000000000001, 2.675, 1e15 + 0.5, 2.0 ** 48 - 0.5, 2.0 ** 48,
         2.0 ** 48 + 0.5, 2.0 ** 49 - 0.5, 2.0 ** 49, 2.0 ** 52 + 1, 2.0 ** 53 + 2, 1e22, 1e300]
for edge in edges:
    for x in (edge, -edge):
        print(x, round(x), round(x, None), round(x, 0), round(x, 1), round(x, -1), math.floor(x), math.ceil(x), int(x),
              math.trunc(x), abs(x), x.__round__(), x.__floor__(), x.__ceil__())
for x in (float("inf"), float("-inf"), float("nan")):
    for function in (round, math.floor, math.ceil, math.trunc, int):
        show(function, x)
print()
for x in (5, -5, True, 1 << 60, -(1 << 49), Int(3), Float(2.5)):
    for function in (round, abs, math.floor, math.ceil, math.sqrt if x >= 0 else abs, float, hash):
        show(function, x)
    show(round, x, None)
    show(round, x, -1)
    show(round, x, "a")
print()

numbers = [0, -0.0, 1, True, 1.0, 1.5, -1, 2 ** 49, 2.0 ** 49, 2 ** 53 + 1, 2.0 ** 53, 2 ** 64, 2 ** 100, -(2 ** 100),
           2.0 ** 100, float("inf"), float("nan"), Float(1.0), Int(1), 1j]
for a in numbers:
    row = []
    for b in numbers:
        bits = (a == b) + 2 * (a != b)
        try:
            bits += 4 * (a < b) + 8 * (a <= b) + 16 * (a > b) + 32 * (a >= b)
        except TypeError:
            bits += 64
        row.append(bits)
    print(repr(a), row)

for n in (0, 1, 255, 256, -1, -128, -129, 2 ** 49, 2 ** 64 - 1, 2 ** 70):
    for length in (1, 2, 8, 10):
        for order in ("big", "little"):
            for signed in (False, True):
                try:
                    data = n.to_bytes(length, order, signed=signed)
                    print(data.hex(), int.from_bytes(data, order, signed=signed) == n, end=" ")
                except OverflowError as error:
                    print(error, end="; ")
    print()
show(lambda: (5).to_bytes(2, "bog"))
show(lambda: (5).to_bytes(2, "biggg!"))
show(lambda: (5).to_bytes(2, 5))
show(lambda: int.from_bytes(b"ab", "BIG"))
show(lambda: int.from_bytes())
show(lambda: int.from_bytes("ab", "big"))
show(lambda: bool.from_bytes(b"a", "big"))
show(lambda: Int.from_bytes(b"ab", "big").real)
show(lambda: float.fromhex("0x1p3"))
show(lambda: dict.fromkeys((1, 2), 3))
show(lambda: bytes.fromhex("0a0b"))
show(lambda: dict.__dict__["fromkeys"].__name__)
f = int.from_bytes
print(f(b"\x01\x02", "little"), f.__name__, [f(b, "big") for b in (b"1", b"2")])

for n in (0, 1, 2, 3, 4, 15, 16, 17, 2 ** 48 - 1, 2 ** 48, (2 ** 24 - 1) ** 2 - 1, (2 ** 24 - 1) ** 2, 2 ** 49 - 1, 2 ** 49,
          2 ** 100 - 1, True):
    r = math.isqrt(n)
    print(r, r * r <= n < (r + 1) * (r + 1), end=" ")
for a in (0, 12, -18, -(2 ** 49), 2 ** 49, 2 ** 70, True):
    print([math.gcd(a, b) for b in (0, 8, -27, -(2 ** 49), 2 ** 80)], math.gcd(a), end=" ")
print(math.gcd(), hash((1, 2)) == hash((1.0, 2)), hash(2 ** 60) == hash(2.0 ** 60), abs(3 + 4j), abs(1 + 2j), abs(-1e-200j))
