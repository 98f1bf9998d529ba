# Exceptions thrown by dunder methods propagate from the operation that called them.
class E(Exception): pass
def boom(name):
    def f(self, *a): raise E(name)
    return f
names = ['__add__', '__eq__', '__lt__', '__getitem__', '__setitem__', '__delitem__', '__len__',
         '__bool__', '__iter__', '__call__', '__repr__', '__str__', '__contains__', '__hash__',
         '__index__', '__neg__', '__enter__', '__getattr__', '__format__', '__iadd__', '__int__']
X = type('X', (), {n: boom(n) for n in names})
x = X()
def setitem(): x[0] = 1
def delitem(): del x[0]
def withx():
    with x: pass
def iadd():
    global x
    x += 1
X.__exit__ = lambda *a: None
ops = [lambda: x + 1, lambda: x == 1, lambda: x < 1, lambda: x[0], setitem, delitem, lambda: len(x),
       lambda: bool(x), lambda: not x, lambda: list(x), lambda: x(), lambda: repr(x),
       lambda: str(x),
       lambda: 1 in x, lambda: hash(x), lambda: {x: 1}, lambda: [1][x], lambda: -x, withx,
       lambda: x.attr, lambda: f'{x}', lambda: f'{x!r}', iadd, lambda: int(x), lambda: [x] == [1],
       lambda: print(x), lambda: sorted([x, x]), lambda: max(x, x), lambda: (1, x) < (1, 2),
       lambda: [x].index(5), lambda: 5 in [x], lambda: '%s' % x, lambda: ','.join(x),
       lambda: [*x], lambda: any([x]), lambda: range(x), lambda: dict(x), lambda: sum([1, x])]
for i, op in enumerate(ops):
    try: print(i, op())
    except E as e: print(i, e, end='; ')
    except TypeError as e: print(i, 'TypeError', e)
