# __new__ and __init__: argument passing, other types returned, singletons, subclass of immutable.
class A:
    def __new__(cls, *a, **k):
        print('new', cls.__name__, a, k)
        return super().__new__(cls)
    def __init__(self, *a, **k):
        print('init', a, k)

class B(A): pass
A(1, k=2)
B()

class Other:
    def __new__(cls):
        return 'a string'
    def __init__(self):
        print('never')
print(Other())

class Single:
    inst = None
    def __new__(cls, *a):
        if cls.inst is None:
            cls.inst = super().__new__(cls)
        return cls.inst
    def __init__(self, v): self.v = v
a, b = Single(1), Single(2)
print(a is b, a.v)

class Meters(float):
    def __new__(cls, v, unit='m'):
        self = super().__new__(cls, v * {'m': 1, 'km': 1000}[unit])
        self.unit = unit
        return self
m = Meters(2, 'km')
print(m, m.unit, m + 1, type(m + 1).__name__, type(m).__name__)

def show(f):
    try: print(f())
    except TypeError as e: print(e)
class N: pass
class I:
    def __init__(self, x): return 5
class J:
    def __init__(self): pass
show(lambda: N(1))
show(lambda: I(1))
show(lambda: object(1))
show(lambda: object.__new__(5))
show(lambda: object.__new__(int))
show(lambda: J(2))
show(lambda: object.__new__(J, 3) and 'x')
