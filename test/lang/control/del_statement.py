# del of names in every scope and what is left.
a = b = c = 1
del a, (b, [c])
print([n for n in 'abc' if n in globals()])
def f(x, y=2):
    del x
    try: x
    except UnboundLocalError as e: print(e)
    x = 'again'
    del (x), [y]
    return list(locals())
print(f(1))
l = [1, 2, 3]
m = l
del l
print(m)
d = {i: i for i in range(5)}
for k in list(d):
    if k % 2: del d[k]
print(d, len(d))
class C:
    a, b = 1, 2
    del a
    def m(self): pass
print(hasattr(C, 'a'), C.b)
del C.b, C.m
print([k for k in vars(C) if k[0] != '_'])
for i in range(3):
    if i == 1: del i; break
print('i' in globals())
def g():
    for j in range(2):
        k = j
        del j
    return k
print(g())
try: del print
except NameError as e: print(e)
try: del never
except NameError as e: print(e)
builtins_print = print
print = lambda *a: builtins_print('shadowed', *a)
print('x')
del print
print('y')
x = [1, [2, 3], {'k': 4}]
del x[1][0], x[2]['k'], x[0]
print(x)
def h():
    v = 1
    def q(): return v
    del v
    try: q()
    except NameError as e: return str(e)
print(h())
