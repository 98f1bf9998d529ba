# Class attributes, instance attributes, shadowing and deletion.
class A:
    n = 1
    items = []
    def bump(self):
        self.n += 1
        return self.n

a, b = A(), A()
print(a.bump(), a.n, b.n, A.n)
a.items.append('shared')
print(b.items, 'items' in a.__dict__)
a.items = ['own']
print(a.items, b.items)
del a.items
print(a.items)
try:
    del a.items
except AttributeError as e:
    print(e)
A.n = 50
print(a.n, b.n)
del a.n
print(a.n)
del A.n
for o in (a, A):
    try:
        o.n
    except AttributeError as e:
        print(e)
class B(A): pass
B.late = lambda self: 'late'
b = B()
print(b.late(), hasattr(a, 'late'))
A.n = 'again'
print(b.n, B.n, B.__dict__.get('n'), vars(b))
b.x, b.y = 1, 2
print(vars(b), b.__dict__ is vars(b))
b.__dict__['z'] = 3
b.__dict__ = {'only': 1}
print(b.only, hasattr(b, 'x'))
