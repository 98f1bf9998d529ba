# perdure-only
# options: --fuel=20000
# resume-every: 97
# expect-error: FuelExhausted: the run's fuel limit of 20000 is used up
# A loop that never ends takes all the fuel. FuelExhausted is no Exception: a handler for those does not see it.
# expect: begun
# expect: finally
print('begun')
try:
    while True:
        try:
            while True:
                pass
        except Exception:
            print('swallowed')
finally:
    print('finally')
