# globals(), locals() at each scope, vars() and dynamic names.
x = 1
print('x' in globals(), globals()['x'], globals() is globals(), locals() is globals())
print(vars() is globals(), __name__)
globals()['dyn'] = 'made'
print(dyn)
def f(a, b=2, *c, d=4, **e):
    z = 5
    def inner(): return a, z
    return sorted(locals().items(), key=lambda p: p[0])[:5], list(locals())[:5]
print(f(1, 2, 3, k=9))
def g():
    before = dict(locals())
    y = 1
    snap = locals()
    y = 2
    return before, snap['y'], sorted(locals())
print(g())
def h():
    loc = locals()
    loc['injected'] = 1
    try: return injected
    except NameError as e: return str(e)
print(h())
class C:
    a = 1
    names = [n for n in locals() if not n.startswith('__')]
    b = sorted(k for k in vars() if k in ('a', 'b', 'names'))
print(C.names, C.b)
def k(p):
    if p: q = 1
    return 'q' in locals()
print(k(0), k(1), [sorted(locals()) for _ in range(1)][0][:1], (lambda v: locals())(3))
del globals()['dyn']
try: dyn
except NameError as e: print(e)
def m():
    def n(): return nn
    nn = 7
    return locals()['nn'], n()
print(m(), 'm' in vars(), __doc__, len.__self__.__name__)
def u():
    global made_here
    made_here = 3
    return 'made_here' in locals(), 'made_here' in globals()
print(u())
