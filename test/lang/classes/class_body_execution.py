# Class bodies run as code: loops, conditions, locals, exceptions, del, nested classes.
class A:
    print('body', __name__, __qualname__)
    total = 0
    for i in range(4):
        total += i
    if total > 5:
        big = True
    else:
        small = True
    del i
    try:
        1 / 0
    except ZeroDivisionError as e:
        msg = str(e)
    def f(self): return total_outside
    names = sorted(n for n in locals() if not n.startswith('__'))
    class In:
        y = 2
        def q(self): return __class__.__qualname__
    z = In.y + 1

total_outside = 'global'
print(A.total, A.big, hasattr(A, 'small'), A.msg, A().f(), A.names, A.z, A.In().q())
print(hasattr(A, 'i'), hasattr(A, 'e'), A.__qualname__, A.In.__name__)
x = 1
class B:
    y = x
    x = 2
    z = x
    def get(self): return x
    w = [x for _ in range(1)]
    first = [v for v in (x, y)]
    __doc__ = 'set by hand'
print(B.y, B.x, B.z, B().get(), B.w, B.first, B.__doc__)
class C:
    "docstring"
    a = b = c = 0
    (d, e), f = (1, 2), 3
print(C.__doc__, C.a, C.d, C.f, C.__dict__['e'])
try:
    class D:
        ok = 1
        raise KeyError('in body')
except KeyError as e:
    print(e, 'D' in globals())
