# perdure-only
# options: --fuel=100000
# resume-every: 997
# expect-error: FuelExhausted: the run's fuel limit of 100000 is used up
# A text that is cut again and again costs what is copied.
# expect: begun
print('begun')
x = 'é' * 1000000
while x:
    x = x[1:]
