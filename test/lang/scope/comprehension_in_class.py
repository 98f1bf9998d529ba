# Comprehensions, lambdas and generator expressions directly in class bodies.
base = 10
class A:
    k = 5
    xs = [1, 2, 3]
    a = [x + base for x in xs]
    b = list(map(lambda x: x * base, xs))
    c = sum(x for x in xs)
    try: d = [x * k for x in xs]
    except NameError as e: d = str(e)
    e2 = [x for x in range(k)]
    f = {x: y for x, y in zip(xs, xs[::-1])}
    g = [(lambda: x)() for x in xs]
    h = [__class__ for _ in ()]
    inner = [[y for y in range(x)] for x in xs]
    z = (lambda v=k: v)()
    def m(self): return [self.k * x for x in self.xs]
print(A.a, A.b, A.c, A.d, A.e2, A.f, A.g, A.inner, A.z, A().m(), hasattr(A, 'x'))
def f():
    loc = 'enclosing'
    class B:
        loc2 = [loc for _ in range(1)]
        loc = 'class'
        loc3 = [loc for _ in range(1)]
        w = loc
    return B.loc2, B.loc3, B.w
print(f())
