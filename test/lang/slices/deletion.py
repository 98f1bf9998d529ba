# del with indexes and slices, on lists and dicts, several targets.
def t(*dels):
    l = list(range(8))
    for d in dels: del l[d]
    print(l)
t(0); t(-1); t(3, 3, 3); t(slice(2, 5)); t(slice(None, None, 2)); t(slice(None, None, -2))
t(slice(5, 2))
t(slice(None)); t(slice(-3, None)); t(slice(1, 7, 3)); t(slice(6, 0, -2)); t(slice(100, None))
t(slice(2, 2), -8)
l = [[1, 2], [3, 4]]
del l[0][1], l[1][0], l[1:]
print(l)
d = {'a': {'b': 1, 'c': 2}, 'k': [1, 2]}
del d['a']['b'], d['k'][0]
del (d['a'])
print(d)
class C: pass
c = C(); c.x = c.y = 1; n = m = 2
del c.x, n, (m)
print(vars(c), 'n' in globals(), 'm' in globals())
def e(f):
    try: f()
    except Exception as x: print(type(x).__name__, x)
def e1(): del [1][5]
def e2(): del {}['k']
def e3(): del (1, 2)[0]
def e4(): del 'abc'[0]
def e5(): del c.nope
def e6(): del undefined_q
def e7(): del [1]['a']
def e8(): del range(3)[0:1]
for f in (e1, e2, e3, e4, e5, e6, e7, e8): e(f)
