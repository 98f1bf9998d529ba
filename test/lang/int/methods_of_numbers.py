# Methods of numbers that are called on ints, floats, bools, big ints and instances of subclasses.


class Plain(int):
    pass


class Own(int):
    def bit_length(self):
        return "own", int.bit_length(self)


class Real(float):
    def is_integer(self):
        return "own", super().is_integer()


for n in (0, 1, -1, 255, -256, (1 << 49) - 1, 1 << 49, -(1 << 49), 1 << 63, (1 << 64) - 1, 1 << 64, 1 << 200, True,
          False, Plain(77), Own(77), Plain(1 << 70)):
    print(repr(n), n.bit_length(), n.bit_count(), n.conjugate(), n.as_integer_ratio(), n.real, n.imag, n.denominator)
    print(n.__round__(), n.__round__(-1), n.to_bytes(30, "big", signed=True)[-9:], n.__add__(1), n.__float__())
for x in (0.0, -0.0, 1.0, -1.5, 1e300, float("inf"), Real(4.0), Real(4.5)):
    print(repr(x), x.is_integer(), x.conjugate(), x.hex(), x.real, x.imag, x.__add__(1))

bits = int.bit_length
whole = float.is_integer
print(bits(5), bits(True), bits(1 << 80), bits(Own(5)), whole(2.0), whole(Real(2.5)))
print([f(6) for f in (int.bit_length, int.bit_count, int.conjugate, int.__neg__)])
print((5).bit_length(), (5.5).is_integer(), 5 .__sub__(7), (1 << 64).__sub__(1))
for call in (lambda: bits(2.5), lambda: bits("a"), lambda: whole(2), lambda: whole(True), lambda: bits(),
             lambda: (5).bit_length(1), lambda: (5.0).is_integer(1), lambda: (5).bit_length(x=1),
             lambda: float.hex(3), lambda: int.__add__(2.5, 1), lambda: float.__add__(2, 1),
             lambda: int.conjugate(None), lambda: float.conjugate(None), lambda: bits(None)):
    try:
        print(call())
    except Exception as error:
        print(type(error).__name__, error)
