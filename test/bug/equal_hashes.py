# perdure-only
# resume-every: 4999
# options: --fuel=20000000
# expect: 1000
# expect: too many keys have equal hashes
# expect: the fuel is used up
# Keys that were made to have equal hashes cost fuel, and one operation cannot compare them for ever.
import perdure
m = 2**61 - 1
same = [i * m for i in range(6000)]
print(len(set(same[:1000])))
try:
    set(same)
except RuntimeError as error:
    print(error)
try:
    table = {}
    for key in same:
        table[key] = 1
except perdure.FuelExhausted:
    print("the fuel is used up")
