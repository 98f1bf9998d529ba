# ** with exponents 2 and 0.5 of all kinds of floats, beside others.
import math

for x in (0.0, -0.0, 1.0, -1.0, 1e-320, 5e-324, 1.7976931348623157e308, 1e200, -1e200, math.inf,
          -math.inf, math.nan, 2.0, 3.7, 0.1, 1e-200):
    for y in (0.5, 2.0, 2, True, 1, 0, -0.5, -2, 3):
        z = x
        try:
            z **= y
            print(x, y, repr(x ** y), repr(z))
        except Exception as error:
            print(x, y, type(error).__name__, error)
