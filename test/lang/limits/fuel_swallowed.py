# perdure-only
# options: --fuel=20000
# resume-every: 997
# expect-error: FuelExhausted: the run's fuel limit of 20000 is used up
# Who catches FuelExhausted itself has a little fuel left for cleaning up. When that is gone too, nothing catches it.
# expect: begun
print('begun')
def work():
    while True:
        try:
            while True: pass
        except BaseException:
            continue
work()
