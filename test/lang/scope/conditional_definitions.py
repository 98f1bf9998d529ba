# Functions and classes defined conditionally, in loops.
flag = True
if flag:
    def f(): return 'first'
else:
    def f(): return 'second'
print(f())
for i in range(3):
    def g(n=i): return n, i
    if i == 1: keep = g
print(g(), keep())
try:
    def h(): return 'in try'
    raise ValueError
except ValueError:
    old = h
    def h(): return old() + ' replaced'
finally:
    def k(): return 'finally'
print(h(), k())
while flag:
    class A: v = 1
    flag = False
class A(A):
    w = A.v + 1
print(A.w, A.v, A.__mro__[1].__name__, A.__mro__[1] is A)
def make(kind):
    if kind == 'gen':
        def r(): yield 1
    elif kind == 'cls':
        class r:
            def __iter__(self): return iter('c')
    else:
        r = lambda: [kind]
    return r
print([list(make(k)()) for k in ('gen', 'cls', 'other')])
def rec(n):
    def rec(m): return ('inner', m)
    return rec(n)
print(rec(1))
def maybe(n):
    if n > 0:
        val = 'set'
    def get(): return val
    try: return get()
    except NameError as e: return str(e)
print(maybe(1), maybe(0))
with_def = [lambda n: n, lambda n: n * 2]
def with_def2(fs=with_def): return [q(3) for q in fs]
with_def = None
print(with_def2())
del f
try: f()
except NameError as e: print(e)
