"""doc"""
import os.path as p, sys
from . import q
def f(a, b=2, *c, d, e=5, **k):
    "fdoc"
    x = a + 1
    for i in range(10):
        if i < 5 and x is not None:
            x += i
        else:
            continue
    try:
        y = g(x)[1:2]
    except (ValueError, KeyError) as e2:
        print(e2, file=sys.stderr)
        return e2
    finally:
        x -= 1
    with open(x) as h, z: 
        return h.read()
    return y
class C(B, metaclass=M):
    "cdoc"
    z: int = 3
    def m(self): return super().m(*self.a, **self.k)
a, b = b, a
l = [x*2 for x in l if x for y in x]
d = {1: 2, **d, 'a': [1,2,3]}
g = (yy for yy in g)
def fib(n):
    a, b = 0, 1
    while n > 0:
        a, b = b, a + b
        n -= 1
    return a
def gen():
    x = yield from f(1)
    def inner():
        nonlocal x
        x = lambda: x
    return inner
