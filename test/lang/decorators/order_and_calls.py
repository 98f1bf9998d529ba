# Decorators from below, arguments in order, and what wrong calls and unpackings say.
def L(x): print(x, end=" "); return x
def ff(*a, **k): return a, k
x = y = z = []
x, y = y, x; x, y, z = z, x, y
def deco(n):
    print("deco", n, end=" ")
    def w(f): print("apply", n, end=" "); f.tags = getattr(f, "tags", []) + [n]; return f
    return w
@deco(L(1))
@deco(L(2))
@(lambda f: f)
def df(a=L(3), *, b: L(4) = L(5)) -> L(6): pass
print(df.tags)
@deco(L(1))
class DC(L(object), metaclass=L(type)): tags = [0]; L(7)
print(DC.tags)
try: (lambda a, /, b, *, c: 0)(1, 2, 3)
except TypeError as e: print(e)
def catch(f):
    try: print(f())
    except Exception as e: print(type(e).__name__, e)
catch(lambda: ff(**{1: 2})); catch(lambda: ff(*1)); catch(lambda: ff(**1)); catch(lambda: df(1, 2)); catch(lambda: df(z=1))
catch(lambda: df(b=1, **{'b': 2})); catch(lambda: [].append()); catch(lambda: L()); catch(lambda: L(1, 2)); catch(lambda: L(x=1, y=2))
catch(lambda: (lambda a, b, c: 0)()); catch(lambda: (lambda a, b, c: 0)(1, d=2)); catch(lambda: (lambda *, a, b: 0)()); catch(lambda: (lambda a, /: 0)(a=1))
catch(lambda: (lambda a, b=1: 0)(1, 2, 3)); catch(lambda: (lambda a, b=1, *, c: 0)(1, 2, 3)); catch(lambda: (lambda a, **k: k)(1, a=2)); catch(lambda: (lambda a, /, **k: k)(1, a=2))
def unp(f):
    try: f()
    except Exception as e: print(type(e).__name__, e)
def u1(): a, b = 1
def u2(): a, b = 1, 2, 3
def u3(): a, b, c = [1]
def u4(): a, *b, c = [1]
def u5(): a, b = iter("abc")
def u6(): (a, b), c = 1, 2
def u7(): [a, b] = {}
def u8(): *a, = None
for u in (u1, u2, u3, u4, u5, u6, u7, u8): unp(u)
