# Which names survive loops, with, except, comprehensions and nested functions.
for i, (j, k) in enumerate([(1, 2), (3, 4)]): pass
print(i, j, k)
for n in range(0): pass
print('n' in globals())
[c for c in 'ab']; print('c' in globals())
while (w := 3) < 3: pass
print(w)
class CM:
    def __enter__(self): return 'cm'
    def __exit__(self, *a): pass
with CM() as m: inside = 1
print(m, inside)
try: raise ValueError(1)
except ValueError as e: saved = e
print('e' in globals(), saved)
def f():
    for q in range(3): r = q
    del q
    return sorted(locals())
print(f())
def g():
    if False: z = 1
    try: z
    except UnboundLocalError as e: return str(e), sorted(locals())
print(g())
import_loop = [lambda: i for i in range(2)]
i = 'global'
print(import_loop[0](), i)
for i in range(2):
    def h(): return i
print(h()); i = 'late'; print(h())
