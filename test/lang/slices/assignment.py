# Slice assignment: growing, shrinking, extended, self-assignment, iterables, errors.
def t(f):
    l = list(range(6))
    try: f(l); print(l)
    except (ValueError, TypeError) as e: print(type(e).__name__, e, l)
def a(l): l[1:3] = 'xyz'
def b(l): l[1:3] = []
def c(l): l[2:2] = [9, 9]
def d(l): l[:] = ()
def e(l): l[::2] = 'abc'
def f(l): l[::2] = 'ab'
def g(l): l[::-1] = l
def h(l): l[1:4] = l
def i(l): l[4:1] = ['in']
def j(l): l[100:] = [1]; l[-100:0] = [2]
def k(l): l[1:3] = 5
def m(l): l[:3] = (x * 2 for x in l[3:])
def n(l): l[5:2:-1] = 'xyz'
def o(l): l[1:1:2] = []
def p(l): l[::3] = 5
def q(l): l[1:2] = {7: 0, 8: 0}
def r(l): l[-1:] = l[:2] = 'mn'
def s(l): l[3:] = l[:3] = range(2)
def u(l): l[:2], l[2:] = l[4:], l[:1]
def v(l): l[1:5:2] += [0]
def w(l): l[1:3] += ['p']
def x(l): l[1:3] *= 2
def y(l): l[slice(0, 2)] = 'Q'
for fn in (a, b, c, d, e, f, g, h, i, j, k, m, n, o, p, q, r, s, u, v, w, x, y): t(fn)
