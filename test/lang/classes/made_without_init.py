# Classes without __init__ are called in all ways, and get and lose what changes the call.


def show(f, *args, **named):
    try:
        print(type(f(*args, **named)).__name__)
    except Exception as e:
        print(type(e).__name__, e)


class Bare:
    pass


class Child(Bare):
    value = 3


class Slots:
    __slots__ = ("a", "b")


class Meta(type):
    def __call__(cls, *args):
        print("meta", len(args))
        return super().__call__(*args)


class ByMeta(metaclass=Meta):
    pass


for C in (Bare, Child, Slots, ByMeta, object):
    for _ in range(3):
        show(C)
    show(C, 1)
    show(C, 1, 2)
    show(C, a=1)
    show(C, *())
    show(C, **{})
    show(C, *(1,))
a, b = Bare(), Bare()
print(a is b, a == b, a.__dict__)
a.x = 1
print(Bare().__dict__, a.__dict__, [Bare() is not None for _ in range(3)])
made = [Child() for _ in range(5)]
for i, c in enumerate(made):
    c.i = i
    c.more = -i
print([(c.i, c.more, c.value) for c in made], vars(Child()))


def make():
    return Bare()


show(make)
Bare.__init__ = lambda self: print("init")
show(make)
show(Child)
del Bare.__init__
show(make)
Bare.__new__ = lambda cls: object.__new__(Child)
show(make)
del Bare.__new__
show(make)
show(Child)
Bare.__new__ = staticmethod(lambda cls: 7)
show(make)
