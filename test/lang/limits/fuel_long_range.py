# perdure-only
# options: --fuel=3000000
# resume-every: 4999
# expect-error: FuelExhausted: the run's fuel limit of 3000000 is used up
# A range that is too long to go over: the leaf gives up and the library goes on, which fuel stops.
# expect: begun
print('begun')
try:
    all(range(1, 10 ** 12))
except Exception:
    print('swallowed')
