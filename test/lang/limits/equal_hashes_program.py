# resume-every: 101
# Keys of a program's class that all have the same hash: slow, but right.
class Same:
    def __init__(self, value): self.value = value
    def __hash__(self): return 1
    def __eq__(self, other): return isinstance(other, Same) and self.value == other.value
keys = [Same(i % 25) for i in range(60)]
print(len(set(keys)), len({k: 1 for k in keys}))
table = {}
for key in keys:
    table[key] = table.get(key, 0) + 1
print([table[Same(i)] for i in range(25)], Same(99) in table)
for i in range(0, 25, 2):
    del table[Same(i)]
print(len(table), [key.value for key in table])
class Liar:
    def __hash__(self): return 1
    def __eq__(self, other): raise ValueError('no')
table = {Liar(): 1}
try:
    table[Liar()] = 2
except ValueError as error:
    print(error, len(table))
class Grows:
    def __hash__(self): return 1
    def __eq__(self, other):
        target[Grows.count] = 1
        Grows.count += 1
        return False
Grows.count = 10
target = {}
target[Grows()] = 1
target[Grows()] = 1
print(len(target) >= 3)
