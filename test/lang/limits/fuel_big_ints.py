# perdure-only
# options: --fuel=300000
# resume-every: 101
# expect-error: FuelExhausted: the run's fuel limit of 300000 is used up
# The cost of an operation with big ints is known before it is begun.
# expect: begun
print('begun')
x = 3 ** 40000
while True:
    x = x * x % (1 << 400000) + pow(x, 3, x + 2)
