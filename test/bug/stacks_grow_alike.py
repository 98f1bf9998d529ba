# How large a generator's stack is does not depend on what the loop remembers of classes and functions.
def make():
    out = []
    for i in range(3):
        def g():
            return i
print([f() for f in [(lambda k: lambda: k)(j) for j in range(3)]])
gens = [(lambda: x) for x in 'abc']
def gen():
    for i in range(3):
        yield lambda: i
it = gen()
a = next(it)
print(a())
# expect: [0, 1, 2]
# expect: 0
