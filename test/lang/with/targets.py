# Targets of as: tuples, attributes, subscripts, starred; failure in binding.
class V:
    def __init__(self, v): self.v = v
    def __enter__(self): return self.v
    def __exit__(self, t, v, tb): print('exit', t and t.__name__); return True
class O: pass
o, d, l = O(), {}, [0, 0]
with V(1) as o.a, V(2) as d['k'], V(3) as l[1], V((4, (5, 6))) as (p, (q, r)), V('xyz') as [h,
        *t]: pass
print(o.a, d, l, p, q, r, h, t)
with V((1, 2, 3)) as (a, b): print('never')
with V(5) as l[99]: print('never')
with V(5) as undefined_obj.attr: print('never')
print('bound after failure:', 'a' in globals())
with V(1) as x, V(2) as x: print(x)
for i in range(2):
    with V(i) as d[i]: continue
print(d)
with V(o) as w:
    w.z = 9
print(o.z, w is o)
with V(lambda: 7) as f: print(f())
print(f())
