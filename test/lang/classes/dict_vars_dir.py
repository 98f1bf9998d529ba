# __dict__, vars and the visible part of dir.
class A:
    ca = 1
    def m(self): pass
class B(A):
    def __init__(self): self.z = 1; self.a = 2
b = B()
print(vars(b), [n for n in dir(b) if not n.startswith('__')], [n for n in dir(B) if n[0] != '_'])
b.__dict__.update(q=5)
del b.__dict__['z']
print(b.q, hasattr(b, 'z'), list(vars(b)))
print([k for k in vars(A) if not k.startswith('__')], type(vars(A)).__name__)
try:
    vars(A)['x'] = 1
except TypeError as e:
    print(e)
for bad in (5, 'x', [1]):
    try: vars(bad)
    except TypeError as e: print(e)
class D:
    def __dir__(self): return ['z', 'b', 'a']
print(dir(D()))
def f():
    y, x = 1, 2
    return dir(), sorted(vars()), locals()
print(f())
print('append' in dir([]), '__add__' in dir(int), 'real' in dir(5))
g = globals()
g['made'] = 'by globals'
print(made, 'b' in g, g is globals(), g['__name__'])
b.__dict__[5] = 'int key'
print(vars(b))
