# Twelve digits: the last ones are correctly rounded here, which is not so in every C library.
import math

names = ("exp exp2 expm1 log log2 log10 log1p sin cos tan asin acos atan sinh cosh tanh asinh acosh atanh cbrt "
         "erf erfc gamma lgamma").split()
points = [0.0, -0.0, 0.5, -0.5, 1, -1, 2, 0.1, 3.7, -3.7, 10, 100.25, 1e-300, 1e300, -1e300, 171, 5e-324,
          math.inf, -math.inf, math.nan, True, 10 ** 20]
for name in names:
    function = getattr(math, name)
    parts = []
    for x in points:
        try:
            parts.append("%.12g" % function(x))
        except (ValueError, OverflowError) as error:
            parts.append(f"{type(error).__name__}: {error}")
    print(name, "; ".join(parts))
for x, y in [(2, 10), (2, 0.5), (-8, 1 / 3), (0, -1), (0.0, 0), (-1, math.inf), (math.inf, -3), (-math.inf, 3), (10, 400),
             (10, -400), (math.nan, 0), (1, math.nan), (-2, 3), (1.1, 100), (0.5, math.inf), (2, -math.inf)]:
    for name in ("pow", "atan2", "fmod", "remainder", "copysign"):
        try:
            print(name, "%.12g" % getattr(math, name)(x, y))
        except (ValueError, OverflowError) as error:
            print(name, type(error).__name__, error)
