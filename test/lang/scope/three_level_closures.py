# Cells passed through intermediate functions that do not use them.
def a(x):
    def b():
        def c():
            def d():
                nonlocal x
                x += 1
                return x
            return d
        return c
    return b()(), lambda: x
d, peek = a(1)
print(d(), d(), peek())
def e(y):
    class K:
        def m(self):
            return [y + z for z in range(2)], (lambda: [y for _ in 'a'])()
    return K()
print(e(5).m())
def f():
    v = 1
    def g():
        def h(): return v
        v2 = h()
        return v2
    v = 2
    r = g()
    v = 3
    return r, g()
print(f(), d.__code__.co_freevars, a.__code__.co_cellvars)
def p():
    q = 'p'
    def r():
        q = 'r'
        def s():
            nonlocal q
            q += '+s'
            return q
        return s(), q
    return r(), q
print(p())
def outer(n): return [(lambda k: lambda: (n, k, i))(i * 2) for i in range(n)]
print([t() for t in outer(3)])
