# reversed with __reversed__, __len__/__getitem__, None, and live underlying lists.
class A:
    def __reversed__(self): return iter('custom')
class B:
    def __len__(self): print('len', end=' '); return 3
    def __getitem__(self, i): print('get', i, end=' '); return i * 10
class C(B): __reversed__ = None
class D(dict): pass
print(''.join(reversed(A())), list(reversed(B())))
for bad in (C(), 5, {1, 2}, iter([]), (x for x in 'a')):
    try: reversed(bad)
    except TypeError as e: print(e)
l = [1, 2, 3]
r = reversed(l)
print(next(r)); l.append(9); print(next(r)); del l[:]; print(list(r))
print(list(reversed(range(3))), list(reversed(D(a=1, b=2))), list(reversed({'x': 1}.values())))
print(list(reversed((1, 2))))
print(list(reversed([])), next(reversed('ab')), [*reversed(b'ab')])
print(list(reversed(list(enumerate('ab')))))
