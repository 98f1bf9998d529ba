import math


def show(function, *args, **named):
    try:
        print(function(*args, **named))
    except Exception as error:
        print(type(error).__name__, error)


for function in (math.sqrt, math.log, math.floor, math.ceil, math.trunc, math.factorial, math.isqrt, math.gcd, math.exp,
                 math.fsum, math.isnan, math.frexp, math.modf, math.fabs, math.degrees, math.lgamma):
    for value in ("x", None, 1j, [1]):
        show(function, value)
show(math.sqrt, -1)
show(math.log, 0)
show(math.log, -5)
show(math.log, -(10 ** 400))
show(math.log, 5, 1)
show(math.log, 5, 0)
show(math.exp, 1000)
show(math.sqrt, 10 ** 400)
show(math.floor, math.inf)
show(math.ceil, math.nan)
show(math.trunc, -math.inf)
show(math.ldexp, 1, 5000)
show(math.ldexp, 1, 2.0)
show(math.fmod, 1, 0)
show(math.fmod, math.inf, 1)
show(math.remainder, 1, 0)
show(math.factorial, -1)
show(math.factorial, 2.0)
show(math.isqrt, -1)
show(math.isqrt, 4.0)
show(math.comb, -1, 2)
show(math.comb, 2, -1)
show(math.comb, 2.0, 1)
show(math.perm, -1)
show(math.perm, 3, -2)
show(math.gcd, 4, 2.0)
show(math.lcm, 4, "2")
show(math.isclose, 1, 2, rel_tol=-1)
show(math.isclose, 1, "2")
show(math.fsum, 5)
show(math.fsum, [1, "2"])
show(math.fsum, [math.inf, -math.inf])
show(math.fsum, [1e308, 1e308])
show(math.dist, [1, 2], [1])
show(math.dist, [1], ["x"])
show(math.hypot, 1, "2")
show(math.prod, 5)
show(math.prod, [1, "a", 2.5])
show(math.copysign, 1, "x")
show(math.gamma, -1)
show(math.gamma, 200)
