# perdure-only
# The items of an iterator over a range of wide numbers were gathered before they were added up.
# options: --fuel=300000
# expect-error: perdure.FuelExhausted: the run's fuel limit of 300000 is used up
# resume-every: 997
print(sum(iter(range(10 ** 30))))
