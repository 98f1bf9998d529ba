# perdure-only
# options: --fuel=100000
# resume-every: 997
# expect-error: FuelExhausted: the run's fuel limit of 100000 is used up
# Keys made to collide cost what is compared.
# expect: begun
print('begun')
m = 2 ** 61 - 1
n = 0
table = {}
while True:
    n += 1
    table[n * m] = n
