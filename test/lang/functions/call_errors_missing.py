# The wording of missing arguments: one, two, three, with quoting and 'and'.
def f1(a): pass
def f2(a, b): pass
def f3(a, b, c): pass
def f4(a, b, c, d): pass
def k1(*, x): pass
def k2(*, x, y): pass
def k3(*, x, y, z): pass
def m(a, b=1, *, c): pass

class C:
    def method(self, p, q): pass
    def __init__(self, n): pass

def show(call):
    try:
        call()
        print('ok')
    except TypeError as e:
        print(e)

for fn in (f1, f2, f3, f4, k1, k2, k3, m):
    show(fn)
show(lambda: f3(1))
show(lambda: f4(1, c=2))
show(lambda: m(1))
show(lambda: C())
show(lambda: C(1).method())
show(lambda: C(1).method(2))
show(lambda: C.method())
