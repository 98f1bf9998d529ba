# Arguments whose __float__, __index__, __floor__ ... are program code.
import math


class Float:
    def __init__(self, value):
        self.value = value

    def __float__(self):
        print("float", self.value)
        return self.value


class Index:
    def __init__(self, value):
        self.value = value

    def __index__(self):
        print("index", self.value)
        return self.value


class Rounds:
    def __floor__(self):
        return "floor"

    def __ceil__(self):
        return "ceil"

    def __trunc__(self):
        return "trunc"


class Money(float):
    def __float__(self):
        return 99.0


class Count(int):
    pass


class Bad:
    def __float__(self):
        return "no"


class Fails:
    def __float__(self):
        raise LookupError("nothing there")


print(math.sqrt(Float(2.25)), math.sqrt(Index(16)), math.sqrt(Money(4.0)), math.sqrt(Count(9)))
print(math.pow(Float(2.0), Index(3)), math.atan2(0, Index(1)), math.hypot(Float(3.0), 4, Index(12)))
print(math.fsum([Float(0.5), 1, Index(2)]), math.fsum(Float(float(i)) for i in range(3)))
print(math.dist([Float(1.0)], (Index(3),)), math.dist(iter([1, 2]), iter([1, 3])))
print(math.isclose(Float(1.0), Index(1)), math.isclose(1, 2, rel_tol=Float(0.9)))
print(math.floor(Rounds()), math.ceil(Rounds()), math.trunc(Rounds()), math.floor(Float(2.5)), math.ceil(Float(2.5)))
print(math.floor(Money(2.5)), math.ceil(Count(3)), math.trunc(Money(-2.5)))
print(math.gcd(Index(12), 18), math.lcm(4, Index(6)), math.factorial(Index(5)), math.isqrt(Index(17)))
print(math.comb(Index(5), Index(2)), math.perm(5, Index(2)), math.perm(Index(4)), math.ldexp(Float(1.5), Count(3)))
print(math.log(Index(8), Index(2)), math.log2(Float(8.0)), math.isnan(Float(math.nan)))
for function in (math.sqrt, math.floor, math.fsum):
    for value in (Bad(), Fails()):
        try:
            print(function([value] if function is math.fsum else value))
        except Exception as error:
            print(type(error).__name__, error)
try:
    math.trunc(Float(1.0))
except TypeError as error:
    print(error)
