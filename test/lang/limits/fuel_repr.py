# perdure-only
# options: --fuel=300000
# resume-every: 101
# expect-error: FuelExhausted: the run's fuel limit of 300000 is used up
# The text of shared data grows with the paths to it: fuel ends that inside the leaf.
# expect: begun
print('begun')
x = [[]]
for _ in range(100):
    x = [x, x]
repr(x)
