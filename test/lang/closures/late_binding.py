# Cells in loops: one cell per function, not per iteration.
fs = []
def make():
    out = []
    for i in range(3):
        def g():
            return i
        out.append(g)
    print([g() for g in out])
    i = 'changed'
    print([g() for g in out])
    return out

make()
print([f() for f in [lambda: j for j in range(3)]])
print([f() for f in [lambda j=j: j for j in range(3)]])
print([f() for f in [(lambda k: lambda: k)(j) for j in range(3)]])
gens = [(lambda: x) for x in 'abc']
print(gens[0](), gens[2]())

def gen():
    for i in range(3):
        yield lambda: i

it = gen()
a = next(it)
print(a())
b = next(it)
print(a(), b())
print([f() for f in gen()])
print([f() for f in list(gen())])
for i in range(3):
    fs.append(lambda: i)
print([f() for f in fs])
