# Ints that would be larger than the limit are refused at once, in every operation that makes them; CPython computes for ever.
# perdure-only
import math
def said(f, *args):
    try:
        return repr(f(*args))[:60]
    except Exception as error:
        return f"{type(error).__name__}: {error}"

big = 10 ** 10 ** 10 if False else None
for f in (lambda: 10 ** 10 ** 10, lambda: pow(3, 10 ** 9), lambda: 1 << 10 ** 12, lambda: -1 << 10 ** 8,
          lambda: (10 ** 1000) ** (10 ** 30), lambda: math.factorial(10 ** 9), lambda: math.comb(10 ** 9, 10 ** 8),
          lambda: math.perm(10 ** 7, 10 ** 7), lambda: (-7) ** 10 ** 12):
    print(said(f))
x = 2
rounds = 0
try:
    while True:
        x *= x
        rounds += 1
        if rounds > 15:
            x **= x
except OverflowError as error:
    print(rounds, error)
print(1 ** 10 ** 30, (-1) ** 10 ** 30, 0 ** 10 ** 30, pow(2, 10 ** 30, 7))
# expect: OverflowError: int too large: more than 67108864 bits
# expect: OverflowError: int too large: more than 67108864 bits
# expect: OverflowError: int too large: more than 67108864 bits
# expect: OverflowError: int too large: more than 67108864 bits
# expect: OverflowError: int too large: more than 67108864 bits
# expect: OverflowError: int too large: more than 67108864 bits
# expect: OverflowError: int too large: more than 67108864 bits
# expect: OverflowError: int too large: more than 67108864 bits
# expect: OverflowError: int too large: more than 67108864 bits
# expect: 16 int too large: more than 67108864 bits
# expect: 1 1 0 2
