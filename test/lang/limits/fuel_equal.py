# perdure-only
# options: --fuel=300000
# resume-every: 101
# expect-error: FuelExhausted: the run's fuel limit of 300000 is used up
# So does a comparison of shared data.
# expect: begun
print('begun')
def shared():
    x = [[]]
    for _ in range(13): x = [x, x]
    return x
a, b = shared(), shared()
while a == b:
    pass
