# int attributes and methods, conversions to float and back.
n = 42
print(n.real, n.imag, n.numerator, n.denominator, n.conjugate(), n.as_integer_ratio())
print((-3).as_integer_ratio(), n.__index__(), n.__int__())
print((5).__divmod__(3), (5).__pow__(2, 7), (5).__neg__(), (5).__bool__(), (5).__float__())
print((5).__round__(-1), (-5).__abs__(), (5).__invert__())
print(n.__format__('05'), n.__str__(), n.__hash__(), (7).__floordiv__(2), (7).__truediv__(2))
print((7).__mod__(-2), (7).__rpow__(2), (7).__lshift__(2))
print((5).__add__(1.5), (5).__lt__(6), (5).__eq__('x'), (5).__ceil__(), (5).__floor__())
print((5).__trunc__())
print(float(2**53 + 1), float(2**100), float(10**308), 10**22 / 1, 10**23 / 1, (2**60 + 1) / 3)
print(7 / 2, 6 / 3, -7 / 2, 1 / 3, 10**400 / 10**399)
print(2**1000 / 2**990, (2**200 + 1) / 2**200, 1 / 10**30, -1 / 3, 0 / 5, 9007199254740993 / 1)
print(1e16 + 1, 10**16 + 1.0, 123456789012345678 * 1.0)
for f in (lambda: 10**400 * 1.0, lambda: float(-10**309), lambda: 2**2000 / 3,
           lambda: 1.0 + 10**400):
    try: print(f())
    except OverflowError as e: print(e)
