# perdure-only
# expect: 2.718281828459045 7.38905609893065 22026.465794806718
# expect: 0.8414709848078965 0.5403023058681398 1.5574077246549023
# expect: -0.3396317409328751 0.9405584939550036
# expect: 0.6931471805599453 1.0986122886681098 2.302585092994046
# expect: 1.772453850905516 0.9999779095030014 1.1752011936438014
# Every last digit is the one of the exact value; CPython's depend on the C library.
import math

print(math.exp(1), math.exp(2), math.exp(10))
print(math.sin(1), math.cos(1), math.tan(1))
print(math.sin(1e22 + 1.5e6), math.cos(1e22 + 1.5e6))
print(math.log(2), math.log(3), math.log(10))
print(math.gamma(0.5), math.erf(3), math.sinh(1))
