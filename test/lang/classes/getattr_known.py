# getattr, hasattr and setattr with the same names again and again, while what they find changes.
def look(c, name):
    return [hasattr(c, name), getattr(c, name, "default"), getattr(c, name, None) is None]


class Plain:
    pass


class Other(Plain):
    y = "class y"

    @property
    def p(self):
        return ("property", self.__dict__.get("x"))

    @property
    def fails(self):
        raise AttributeError("inside")

    @property
    def breaks(self):
        raise KeyError("inside")

    def m(self):
        return "method"


class Slots:
    __slots__ = ("x", "y")


class Hooked(Plain):
    def __getattr__(self, name):
        if name == "y":
            raise AttributeError("hook")
        return "hooked " + name


class Deep(Hooked):
    def __getattribute__(self, name):
        if name == "x":
            raise AttributeError("deep")
        return super().__getattribute__(name)


class Sets:
    def __setattr__(self, name, value):
        super().__setattr__(name, (name, value))


def try_all(c):
    for name in ("x", "y", "p", "fails", "breaks", "m", "__class__", "__dict__", "nothing"):
        try:
            found = look(c, name)
            print(name, found[0], str(found[1])[:12], found[2], callable(getattr(c, name)))
        except Exception as e:
            print(name, type(e).__name__, e)


for C in (Plain, Other, Slots, Hooked, Deep, Sets):
    objects = [C() for _ in range(3)]
    for round_ in range(2):
        for c in objects:
            print(C.__name__)
            try_all(c)
            try:
                setattr(c, "x", round_)
                setattr(c, "p", 1)
            except AttributeError as e:
                print(e)
    for c in objects:
        try_all(c)
        del c.x
        print(hasattr(c, "x"), getattr(c, "x", 3))
        if hasattr(c, "__dict__"):
            c.__dict__["x"] = "by dict"
            print(hasattr(c, "x"), getattr(c, "x", 3))
            c.__dict__ = {"y": "replaced"}
            print(hasattr(c, "x"), getattr(c, "y", 3))

a, b = Plain(), Plain()
for step in range(12):
    print(step, look(a, "x"), look(b, "x"), look(Plain, "x"))
    if step == 2:
        Plain.x = "class"
    elif step == 4:
        a.x = "own"
    elif step == 5:
        del Plain.x
    elif step == 6:
        del a.x
    elif step == 7:
        Plain.__getattr__ = lambda self, name: "late " + name
    elif step == 9:
        del Plain.__getattr__
    elif step == 10:
        b.__class__ = Other
        print(look(b, "y"), look(a, "y"))
many = [Plain() for _ in range(20)]
for i, c in enumerate(many):
    setattr(c, f"a{i % 5}", i)
    setattr(c, "common", -i)
print([sum(getattr(c, f"a{i}", 0) for c in many) for i in range(6)],
      [hasattr(c, "a1") for c in many], sum(getattr(c, "common") for c in many))
for v in (1, "s", [], None, len, int, 2.5):
    print(hasattr(v, "real"), hasattr(v, "append"), hasattr(v, "__name__"), getattr(v, "x", "none"))
for bad in (1, None, b"x"):
    for f in (hasattr, getattr, lambda c, n: setattr(c, n, 1)):
        try:
            f(a, bad)
        except TypeError as e:
            print(e)
