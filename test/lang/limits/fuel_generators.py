# perdure-only
# options: --fuel=20000
# resume-every: 97
# expect-error: FuelExhausted: the run's fuel limit of 20000 is used up
# Endless iterators in what goes over them to the end.
# expect: sum max in any all
import perdure
class Ones:
    def __iter__(self): return self
    def __next__(self): return 1
def ones():
    while True: yield 0
# Only the last of these ends the run: all share one limit.
print('sum max in any all')
ways = [lambda: sum(Ones()), lambda: max(ones()), lambda: 2 in ones(), lambda: any(ones()), lambda: all(Ones())]
for way in ways:
    way()
