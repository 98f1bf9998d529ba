# perdure-only
# resume-every: 4999
# options: --fuel=17100000
# expect: 600
# expect: too many keys have equal hashes
# expect: the fuel is used up
# Keys that were made to have equal hashes cost fuel, and one operation cannot compare them for ever.
import perdure
m = 2**61 - 1
same = [i * m for i in range(600)]
print(len(set(same)))
# A pair with the hash of (0,): each time it comes it is compared with all the others, which takes
# next to no time, for they have another length.
pair = (0, -1510357920055318381)
try:
    set([(key,) for key in same] + [pair] * 30000)
except RuntimeError as error:
    print(error)
try:
    table = {}
    for key in same:
        table[key] = 1
except perdure.FuelExhausted:
    print("the fuel is used up")
