# perdure-only
# options: --fuel=100000
# resume-every: 101
# expect-error: FuelExhausted: the run's fuel limit of 100000 is used up
# The order of many bases is found within the fuel.
# expect: begun
print('begun')
class A: pass
while True:
    bases = tuple(type('B', (A,), {}) for _ in range(60))
    type('C', bases, {})
