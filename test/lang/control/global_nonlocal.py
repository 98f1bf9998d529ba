# global and nonlocal declarations across nesting, deletion, and undefined globals.
x = 'module'
def a():
    x = 'a'
    def b():
        global x
        x = 'changed by b'
        def c(): return x
        return c()
    return b(), x
print(a(), x)
def mk():
    global made1, made2
    made1 = made2 = 1
    del made2
mk(); print(made1, 'made2' in globals())
def outer():
    v = 0
    def mid():
        nonlocal v
        v += 1
        def inn():
            nonlocal v
            v += 10
            return v
        return inn()
    return mid(), mid(), v
print(outer())
def loop():
    global gi
    for gi in range(3): pass
loop(); print(gi)
def imp():
    global fn, Cls
    def fn(): return 'global fn'
    class Cls: z = 1
imp(); print(fn(), Cls.z, Cls.__qualname__, fn.__qualname__)
def shadow():
    print(len([1]), end=' ')
    def inner():
        len = lambda x: 'local len'
        return len([])
    return inner(), len('ab')
print(shadow())
def dele():
    global x
    del x
dele()
try: x
except NameError as e: print(e)
class K:
    global kx
    kx = 'set in class'
    ky = 1
print(kx, hasattr(K, 'kx'))
def gn():
    w = 1
    def f():
        nonlocal w
        del w
    f()
    try: return w
    except NameError as e: return str(e)
print(gn())
if True:
    cond = 'module cond'
def usecond(): return cond
print(usecond()); cond = 2; print(usecond())
