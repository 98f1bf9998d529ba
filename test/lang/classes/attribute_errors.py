# The text of AttributeError for builtin and user objects.
class A:
    __slots__ = ('s',)
    def m(self): pass

class P:
    @property
    def ro(self): return 1

def show(f):
    try:
        print(f())
    except (AttributeError, TypeError) as e:
        print(type(e).__name__, e)

def setit(o, n, v=1):
    def go(): setattr(o, n, v)
    return go

show(lambda: (5).x)
show(lambda: None.foo)
show(lambda: 'a'.foo)
show(lambda: A.foo)
show(lambda: A().foo)
show(lambda: A().s)
show(setit(A(), 'other'))
show(setit(5, 'x'))
show(setit('s', 'upper'))
show(setit(P(), 'ro'))
show(lambda: delattr(P(), 'ro'))
show(lambda: delattr(P(), 'nope'))
show(setit(int, 'x'))
show(setit(object(), 'x'))
show(lambda: (lambda: 0).nope)
show(lambda: A().m.nope)
show(lambda: [].nope)
show(lambda: type.nope)
show(lambda: getattr(5, 'a b'))
show(lambda: getattr(5, 5))
show(lambda: getattr(5, 'x', 'default'))
try:
    (5).real_
except AttributeError as e:
    print(e.name, e.obj)
