# Class bodies, cells that are deleted, walrus, annotations, mangling, metaclasses.
# resume-every: 7
x = "global"
def f():
    x = "f"
    class A:
        print(x)
        x = "A"
        print(x)
        def g(self): return x
        y = [x for _ in range(1)]
        z = [i for i in x]
        k = list(x for _ in range(1))
        del x
        try: print(x)
        except NameError as e: print(e)
    print(A().g(), A.y, A.z, A.k)
f()
class B:
    x = x
    print(x)
    x = "B"
    def m(self): return x
print(B().m())
def g():
    class C:
        global x
        x = "changed"
        y = x
    return C
print(g().y, x, hasattr(g(), "x"))
def h():
    x = 1
    class C:
        nonlocal x
        x = 2
        def m(self):
            nonlocal x
            x += 1
            return x
    return C().m(), x
print(h())
def i():
    try:
        print(v)
    except NameError as e: print(type(e).__name__, e)
    v = 1
    def j(): return v
    del v
    try: j()
    except NameError as e: print(type(e).__name__, e)
    try: del v
    except NameError as e: print(type(e).__name__, e)
    try: v
    except NameError as e: print(type(e).__name__, e)
i()
class D:
    a = 1
    try: b = [a for _ in [1]]
    except NameError as e: print(e)
    b = [q for q in range(a)]
    c = lambda: a
    try: c()
    except NameError as e: print(e)
    def e(self): return __class__
    f = e
print(D().e() is D, D.__dict__.get('__class__'))
def k():
    fs = [lambda: i for i in range(3)]
    gs = []
    for j in range(3):
        gs.append(lambda: j)
        def q(j=j): return j
        gs.append(q)
    return [f() for f in fs], [g() for g in gs]
print(k())
def w():
    if any((last := n) > 2 for n in range(10)): print(last)
    print([y := 1, y**2, (y := 5)], y)
    [tot := 0, [tot := tot + v for v in range(5)]]
    return tot
print(w())
[mod := n for n in range(4)]
print(mod)
def ww():
    global mod
    [mod := n for n in range(2)]
    def inner():
        nonlocal zz
        [zz := q for q in range(3)]
    zz = None
    inner()
    return zz
print(ww(), mod)
class E:
    try: exec
    except NotImplementedError: pass
    __q = 1
    def __r(self, __s=3): __t = 4; return self.__q + __s + __t
    def call(self): return self.__r(__s=5) if False else self.__r()
    class __F: pass
    g = __F
    def kw(self, **k): return k
    def kw2(self): return self.kw(__a=1)
print(E().call(), sorted(n for n in E.__dict__ if 'E' in n), E.g.__name__, E.g.__qualname__, E().kw2())
def dflt(a, b=[], *c, d={}, **e):
    b.append(a); d[a] = 1
    return b, c, d, e
print(dflt(1), dflt(2, *[[9], 8], d={}, z=1), dflt(3))
def annotations(a: "A", b: int = 3, *c: float, d: str = "", **e: bytes) -> None: pass
print(annotations.__annotations__)
q: int
try: print(q)
except NameError as e: print(e)
print(__annotations__)
class An:
    a: int = 1
    b: str
    def __init__(self): self.c: int = 3; d: (print("no"),) = 3; (e): int = 4; print(d, e)
    (f): int = 5
print(An.__annotations__, An().c, An.f)
def loc():
    a: undefined_thing = 1
    b: undefined_thing
    return a
print(loc(), loc.__annotations__)
def shadow(list=list, *, len=len): return len(list((1,2)))
print(shadow())
def rec(n): return n if n < 2 else rec(n-1) + rec(n-2)
print(rec(15))
def delcell():
    x = 1
    def get(): return x
    print(get()); del x
    try: get()
    except NameError as e: print(e)
    x = 2
    print(get())
delcell()
def exc_name():
    e = 1
    try: raise ValueError(2)
    except ValueError as e: pass
    try: print(e)
    except UnboundLocalError as z: print(z)
exc_name()
def exc_cell():
    try: raise ValueError(2)
    except ValueError as e:
        f = lambda: e
        print(f())
    try: f()
    except NameError as z: print(z)
exc_cell()
class Meta(type):
    @classmethod
    def __prepare__(m, n, b, **k): print("prepare", n, b, k); return {"injected": 1}
    def __new__(m, n, b, ns, **k): print("new", k, list(ns)); return super().__new__(m, n, b, ns)
    def __init__(c, n, b, ns, **k): print("init", k)
    def __call__(c, *a): print("call", a); return super().__call__(*a)
class M(metaclass=Meta, extra=1):
    print(injected)
    def __init__(self, a): print("M", a)
M(5)
class Sub(M):
    def __init_subclass__(cls, /, opt=None, **k): print("sub", cls.__name__, opt, k)
print("%s %s" % (Sub.__mro__[0].__name__, type(Sub).__name__))
class Desc:
    def __set_name__(self, o, n): print("set_name", o.__name__, n)
class Hold: d = Desc(); e = Desc()
bases = (Hold,)
class St(*bases, **{"metaclass": type}): pass
print(St.__bases__)
