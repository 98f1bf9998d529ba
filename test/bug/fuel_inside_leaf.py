# perdure-only
# options: --fuel=3000000
# expect: the fuel is used up
# Fuel that ends inside a long operation, when there is no room left for the exception either.
import perdure
try:
    x = 1 << 10000000
    print(len(str(x)))
except perdure.FuelExhausted:
    print("the fuel is used up")
