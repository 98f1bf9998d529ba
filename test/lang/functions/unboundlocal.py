# Locals read before assignment, deleted locals, conditional assignment.
x = 'global'

def a():
    print(x)
    x = 1

def b(flag):
    if flag:
        y = 1
    return y

def c():
    z = 1
    del z
    return z

def d():
    for i in []:
        pass
    return i

def e():
    x += 1

def f():
    del q
    q = 1

def g():
    return missing_name

def h():
    def inner():
        return later
    inner()
    later = 1

def k():
    try:
        raise ValueError
    except ValueError as err:
        pass
    return err

for fn in (a, lambda: b(False), c, d, e, f, g, h, k):
    try:
        fn()
    except NameError as ex:
        print(type(ex).__name__, ':', ex)
print(b(True))
