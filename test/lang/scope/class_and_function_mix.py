# Name resolution where class, function and module scopes interleave.
x = 'm'
class A:
    x = 'a'
    def f(self): return x
    y = x
    class B:
        z = x
        def g(self): return x
    l = lambda self: x
    d = {'k': x}
    def defaults(self, v=x): return v
print(A().f(), A.y, A.B.z, A.B().g(), A().l(), A.d, A().defaults())
def outer():
    x = 'o'
    class C:
        y = x
        def f(self): return x
    class D:
        try: y = x
        except NameError as e: y = str(e)
        x = 'd'
        z = x
        def f(self): return x
    x = 'o2'
    return C.y, C().f(), D.y, D.z, D().f()
print(outer())
def g():
    class E:
        global x
        w = x
        def f(self): return x
    x = 'local g'
    return E.w, E().f(), x
print(g())
class F:
    a = 1
    def m(self):
        try: return a
        except NameError as e: return str(e)
    b = a + 1
    def n(self): return self.a, F.b, __class__.__name__
print(F().m(), F().n())
def shadow(x):
    class G:
        x = x
    return G.x
try: print(shadow(5))
except NameError as e: print(e)
class H:
    for i in range(2):
        def f(self, i=i): return i
    g = [lambda: i for i in range(1)][0]
print(H().f(), H.g(), H.i)
