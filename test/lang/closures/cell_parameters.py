# Parameters that are cells, rebinding, deleting and unbound cells.
def outer(a, b=2, *c, d, **e):
    def inner():
        return a, b, c, d, e
    a += 1
    c = list(c)
    return inner

print(outer(1, 5, 6, d=7, z=8)())

def unbound():
    def inner():
        return v
    try:
        inner()
    except NameError as ex:
        print(type(ex).__name__, ex)
    v = 1
    print(inner())
    del v
    try:
        inner()
    except NameError as ex:
        print(ex)
    try:
        print(v)
    except UnboundLocalError as ex:
        print(ex)

unbound()

def shared(x):
    def setx(v):
        nonlocal x
        x = v
    def delx():
        nonlocal x
        del x
    def getx():
        return x
    return setx, delx, getx

s, d, g = shared(1)
print(g()); s(2); print(g()); d()
try:
    g()
except NameError as ex:
    print(ex)
s(3); print(g())
print(g.__closure__[0].cell_contents, g.__code__.co_freevars)
