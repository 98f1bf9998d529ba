# resume-every: 997
# Operators on numbers near the limits of what one and two machine words hold, with all
# combinations of kinds; a digest stands for the many results.

EDGES = [0, 1, 2, 3, 7, 10]
for shift in (32, 49, 62, 63, 64, 126, 127, 128):
    EDGES += [(1 << shift) - 1, 1 << shift, (1 << shift) + 1]
EDGES += [-e for e in EDGES if e]


class Plain(int):
    pass


class Own(int):
    def __add__(self, other):
        return ("own add", int(self), other)

    def __rfloordiv__(self, other):
        return ("own rfloordiv", other)

    def __pow__(self, other, modulus=None):
        return ("own pow", other, modulus)


class OwnFloat(float):
    def __mod__(self, other):
        return ("own mod", other)


def fold(digest, value):
    return (digest * 1000003 ^ hash(value)) & 0xFFFFFFFFFFFFFFFF


def all_pairs():
    digest = 1
    for a in EDGES:
        for b in EDGES:
            digest = fold(digest, a + b)
            digest = fold(digest, a - b)
            digest = fold(digest, a * b)
            digest = fold(digest, a & b)
            digest = fold(digest, a | b)
            digest = fold(digest, a ^ b)
            if b:
                q, r = a // b, a % b
                digest = fold(digest, q)
                digest = fold(digest, r)
                if q * b + r != a or not (0 <= r < b or b < r <= 0) or (q, r) != divmod(a, b):
                    print("wrong", a, b, q, r)
    return digest


def shifts():
    digest = 2
    for a in EDGES:
        for bits in (0, 1, 5, 49, 50, 63, 64, 65, 100, 126, 127, 128, 200):
            digest = fold(digest, a << bits)
            digest = fold(digest, a >> bits)
    return digest


def powers():
    digest = 3
    for a in (0, 1, -1, 2, -2, 3, -3, 10, 7, 181, -182, 2 ** 31, 2 ** 32, -(2 ** 40), 2 ** 64, True):
        for e in (0, 1, 2, 3, 5, 15, 16, 21, 31, 62, 63, 64, 65, 126, 127, 128, 200, True, False):
            digest = fold(digest, a ** e)
    return digest


def modular():
    digest = 4
    for m in (1, 2, 3, 1009, 2 ** 32 - 1, 2 ** 32, 2 ** 32 + 15, 2 ** 63, 2 ** 64 - 59, 2 ** 64, 2 ** 89 - 1):
        for modulus in (m, -m):
            for base in (0, 1, -1, 5, -12345, 2 ** 50, -(2 ** 70) + 1):
                for e in (0, 1, 2, 77, 2 ** 40 + 1, 2 ** 66 + 3):
                    digest = fold(digest, pow(base, e, modulus))
    return digest


print(all_pairs())
print(shifts())
print(powers())
print(modular())
print(pow(3, -1, 1009), pow(3, -5, -1009), pow(True, 5, True), pow(2, True, 7))

# Kinds.
values = [True, False, 3, -7, 2.5, -0.0, 1 << 70, Plain(6), 2 + 1j, None, "s"]
table = {
    "+": lambda a, b: a + b, "-": lambda a, b: a - b, "*": lambda a, b: a * b, "/": lambda a, b: a / b,
    "//": lambda a, b: a // b, "%": lambda a, b: a % b, "**": lambda a, b: a ** b, "@": lambda a, b: a @ b,
    "<<": lambda a, b: a << b, ">>": lambda a, b: a >> b, "&": lambda a, b: a & b, "|": lambda a, b: a | b,
    "^": lambda a, b: a ^ b,
}
for op in table:
    for a in values:
        row = []
        for b in values:
            if (op in ("**", "<<") and isinstance(b, int) and b > 1000) or (op == "**" and isinstance(b, complex)):
                continue
            try:
                result = table[op](a, b)
                row.append(f"{type(result).__name__}:{result!r}")
            except Exception as error:
                row.append(f"{type(error).__name__}: {error}")
        print(op, repr(a), row)

print(Own(3) + 4, Own(3) + (1 << 70), 7 // Own(2), (1 << 70) // Own(2), 7.5 // Own(2))
print(Own(3) ** 2, Own(3) ** (1 << 70), pow(Own(3), 2, 5), 2 ** Own(3))
print(OwnFloat(7.5) % 2, 7.5 % OwnFloat(2.0), Plain(7) % 4, Plain(1 << 70) % 1000, 2 ** Plain(70))

# Signs of zero, and what is not finite.
inf = float("inf")
for a in (0.0, -0.0, 1.0, -1.0, 7.5, -7.5, inf, -inf, 1e308, 5e-324):
    for b in (1.0, -1.0, 2.0, -3.5, inf, -inf, 2, -2, True, 0.5):
        print(a, b, a // b, a % b, end=" ")
        try:
            print(repr(a ** b))
        except Exception as error:
            print(type(error).__name__, error)
nan = float("nan")
print(nan ** 2, nan // 2, nan % 2, 2 ** nan, 1 ** nan, nan ** 0, nan ** True)

big = 1 << 70
for f in (lambda: 1 // 0, lambda: 1 % 0, lambda: big // 0, lambda: big % 0, lambda: 1.0 // 0, lambda: 1.5 % 0,
          lambda: 1 // 0.0, lambda: 1 % False, lambda: 0.0 ** -1, lambda: 0 ** -1, lambda: 1e200 ** 2,
          lambda: (10 ** 400) * 1.0, lambda: 1.0 // 10 ** 400, lambda: 1 << -1, lambda: 1 >> -1, lambda: big << -1,
          lambda: big >> -1, lambda: pow(2, 3, 0), lambda: pow(2, -1, 4), lambda: 5 ** -1, lambda: 2.5 << 1,
          lambda: True << -1, lambda: 1 @ 2, lambda: 2.5 & 1, lambda: pow(2.0, 3, 5)):
    try:
        print(f())
    except Exception as error:
        print(type(error).__name__, error)

x = 1 << 62
for i in range(5):
    x += x
    print(x, -x, x - (1 << 126))
x = True
x += True
x **= 10
x //= 7
print(x)
