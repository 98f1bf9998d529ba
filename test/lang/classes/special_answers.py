# resume-every: 7
# Special methods asked by builtins and instructions: what they may be, and what they may answer.
def show(f, *args):
    try:
        print(repr(f(*args)))
    except Exception as e:
        print(type(e).__name__, e)


class Index:
    def __init__(self, value):
        self.value = value

    def __index__(self):
        return self.value


class Text(str):
    pass


class Number(int):
    pass


answers = [0, 7, True, -1, -2, 1 << 70, -(1 << 70), 2.5, "text", Text("sub"), Number(3), Number(-1),
           None, Index(4), Index(-4), Index("no"), (), [], iter([1]), b"x",
           (x for x in (1, 2))]


class Given:
    def __len__(self):
        return self.answer

    def __hash__(self):
        return self.answer

    def __iter__(self):
        return self.answer

    def __str__(self):
        return self.answer

    def __repr__(self):
        return self.answer

    def __format__(self, spec):
        print("format", repr(spec))
        return self.answer

    def __contains__(self, item):
        return self.answer


def loop(c):
    return [x for x in c]


def joined(c):
    return f"<{c}>", f"<{c:4}>", f"<{c!s}>", f"<{c!r:>6}>", f"<{c!a}>"


asked = [len, hash, str, repr, format, lambda c: format(c, "5"), lambda c: 1 in c,
         lambda c: 1 not in c, lambda c: "yes" if 1 in c else "no", bool, lambda c: not c, joined,
         lambda c: "%s %r" % (c, c), lambda c: "{} {!r} {:3}".format(c, c, c),
         lambda c: type(iter(c)).__name__, loop, lambda c: {c: 1}[c], lambda c: len([*c])]
for answer in answers:
    for ask in asked:
        c = Given()
        c.answer = answer
        try:
            got = ask(c)
            print(type(got).__name__, str(got)[:40])
        except Exception as e:
            print(type(e).__name__, e)


# Other things than functions, and none at all.
class Callable:
    def __init__(self, answer):
        self.answer = answer

    def __call__(self, *args):
        print("called with", len(args))
        return self.answer


for name, value in [("__len__", 3), ("__hash__", 5), ("__str__", "s"), ("__repr__", "r"),
                    ("__format__", "f"), ("__iter__", iter([])), ("__contains__", [1])]:
    for made in (None, staticmethod(lambda *a, v=value: (print(len(a)), v)[1]),
                 classmethod(lambda cls, *a, v=value: (print(cls.__name__, len(a)), v)[1]),
                 Callable(value), lambda *a, v=value: (print(len(a)), v)[1],
                 lambda self, *a, v=value, **k: v, lambda: value, 17):
        C = type("C", (), {name: made})
        for ask in asked[:8] + [loop]:
            if ask is hash and name != "__hash__" or ask is repr and name != "__repr__":
                continue
            try:
                got = ask(C())
                print(name, type(got).__name__, got if "object at" not in str(got) else "")
            except Exception as e:
                print(name, type(e).__name__, e)


# Subclasses override, classes change, instances do not count.
class Base:
    def __len__(self):
        return 1

    def __str__(self):
        return "base"


class Derived(Base):
    def __len__(self):
        return super().__len__() + 10

    def __repr__(self):
        return "derived"


d = Derived()
d.__len__ = lambda: 99
for _ in range(3):
    print(len(d), str(d), repr(d), f"{d}", f"{d!r}", [d], bool(d))
Derived.__len__ = lambda self: 5
Base.__str__ = lambda self: "changed"
print(len(d), str(d), f"{d}")
del Derived.__len__
print(len(d))
del Derived.__repr__
Base.__repr__ = lambda self: "from base"
print(repr(d), str(d))


# One question answered by asking another.
class Other:
    def __len__(self):
        return 3

    def __str__(self):
        return "other"

    def __hash__(self):
        return 8

    def __iter__(self):
        return iter("ab")


other = Other()


class Chained:
    __len__ = staticmethod(lambda: len(other))
    __bool__ = staticmethod(other.__str__)
    __str__ = staticmethod(other.__len__)
    __iter__ = staticmethod(other.__iter__)
    __init__ = staticmethod(other.__len__)


for ask in (len, str, lambda c: not c, list):
    show(ask, object.__new__(Chained))
show(Chained)


class Shown:
    def __repr__(self):
        return "shown"


class Plain:
    __bool__ = staticmethod(Shown().__str__)
    __init__ = staticmethod(Shown().__str__)
    __eq__ = staticmethod(Shown().__format__)
    __contains__ = staticmethod(Shown().__format__)


show(Plain)
show(lambda: not object.__new__(Plain))
show(lambda: object.__new__(Plain) == "")
show(lambda: "" in object.__new__(Plain))


# Methods that yield give generators; those that raise are left.
class Yields:
    def __len__(self):
        yield 1

    def __str__(self):
        yield "x"

    def __iter__(self):
        yield 1
        yield 2

    def __contains__(self, item):
        yield item


y = Yields()
show(len, y)
show(str, y)
print(list(y), [x for x in y], 5 in y, 5 not in y)
for a in y:
    for b in y:
        print(a, b)


class Raises:
    def __len__(self):
        raise KeyError("len")

    def __str__(self):
        raise StopIteration("str")

    def __iter__(self):
        raise IndexError("iter")

    def __contains__(self, item):
        raise StopIteration("contains")

    def __hash__(self):
        raise LookupError("hash")


for ask in asked:
    if ask is not repr:
        try:
            print(type(ask(Raises())).__name__)
        except Exception as e:
            print(type(e).__name__, e)


def deep(n):
    class C:
        def __len__(self):
            return len(inner)

        def __str__(self):
            return str(inner)
    inner = [] if n == 0 else deep(n - 1)
    return C()


print(len(deep(40)), str(deep(40)))
