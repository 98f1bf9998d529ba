# resume-every: 13
# Keys with __hash__ and __eq__ of the program in all that looks for keys: what is asked, in which
# order, and what becomes of dicts and sets that the methods change, or that they leave.
log = []


class Key:
    def __init__(self, name, hashed=1, act=None, answer=None):
        self.name, self.hashed, self.act, self.answer = name, hashed, act, answer

    def __hash__(self):
        log.append(f"h{self.name}")
        return self.hashed

    def __eq__(self, other):
        log.append(f"{self.name}=={getattr(other, 'name', other)}")
        if self.act is not None:
            self.act()
        if self.answer is not None:
            return self.answer
        return isinstance(other, Key) and self.name == other.name

    def __repr__(self):
        return f"K{self.name}"


def show(f, *args):
    log.clear()
    try:
        result = f(*args)
    except Exception as e:
        result = f"{type(e).__name__} {e}"
    print(result, log)


def show_result(f):
    show(lambda: (print("result", f()), log.clear())[1])


def fresh(*names):
    return {Key(n): n for n in names}


def set_item(d, k, v):
    d[k] = v
    return d


def delete(d, k):
    del d[k]
    return d


def method(name):
    def call(d, *args):
        return getattr(d, name)(*args), d
    call.__name__ = name
    return call


ways = [lambda d, k: d[k], lambda d, k: k in d, lambda d, k: k not in d, lambda d, k: d.get(k),
        lambda d, k: d.get(k, 5), lambda d, k: set_item(d, k, "new"), delete,
        lambda d, k: (d.pop(k), d), lambda d, k: (d.pop(k, "none"), d),
        lambda d, k: (d.setdefault(k, "made"), d), lambda d, k: (d.setdefault(k), d),
        lambda d, k: k in d.keys(), lambda d, k: (k, d.get(k)) in d.items(),
        lambda d, k: "yes" if k in d else "no",
        lambda d, k: dict.fromkeys([k, k, *d]),
        lambda d, k: {x: 1 for x in [k, *d, k]}]
set_ways = [lambda s, k: k in s, lambda s, k: k not in s, lambda s, k: (s.add(k), len(s)),
            lambda s, k: (s.discard(k), len(s)), lambda s, k: (s.remove(k), len(s)),
            lambda s, k: k in frozenset(s),
            lambda s, k: (s.update([k]), len(s))]
for names in ("", "a", "ab", "abc", "xaby"):
    for looked_for in (Key("a"), Key("b"), Key("z"), Key("a", 2), Key("z", 1 << 70), Key("n", -1)):
        for way in ways[:14]:
            d = fresh(*names)
            show(way, d, looked_for)
        if len(names) < 3:
            for way in ways[14:]:
                show(way, fresh(*names), looked_for)
            for way in set_ways:
                show(way, set(fresh(*names)), looked_for)

# The same object is not asked.
same = Key("s")
d = {Key("r"): 0, same: 1}
for way in ways[:14]:
    show(way, dict(d), same)

# Keys of other kinds with the same hash.
for looked_for in (1, 1.0, True, (1,), "1", None, 1 + 0j):
    log.clear()
    d = {Key("a", hash(looked_for)): 1, Key("b", hash(looked_for), answer=True): 2}
    show_result(lambda: (d[looked_for], looked_for in d))
    d = {looked_for: 1}
    show_result(lambda: d[Key("a", hash(looked_for), answer=True)])
    show_result(lambda: d[Key("a", hash(looked_for), answer=False)])
    show_result(lambda: d[Key("a", hash(looked_for), answer=NotImplemented)])


# What __eq__ and __hash__ may answer.
class Truth:
    def __init__(self, value):
        self.value = value

    def __bool__(self):
        log.append("bool")
        if self.value is None:
            raise KeyError("no truth")
        return self.value


class Wrong:
    def __bool__(self):
        return 7


for answer in (NotImplemented, 0, 1, "", "x", [], [0], Truth(True), Truth(False), Truth(None),
               Wrong()):
    for other in (None, False, True, NotImplemented, Truth(True)):
        for way in ways[:8]:
            d = {Key("a", answer=answer): 1}
            show(way, d, Key("b", answer=other))
for hashed in (True, 2.0, "h", None, 1 << 200, -(1 << 63), -1, -2, NotImplemented):
    show(lambda: hash(Key("a", hashed)))
    show(lambda: {Key("a", hashed): 1})
    show(lambda: Key("a", hashed) in {})
    show(lambda: {}.get(Key("a", hashed)))
    show(lambda: {1}.add(Key("a", hashed)))


# Subclasses are asked first, and other ways to have methods.
class Sub(Key):
    def __eq__(self, other):
        log.append("sub")
        return super().__eq__(other)

    __hash__ = Key.__hash__


class Static:
    __hash__ = staticmethod(lambda: 1)
    __eq__ = staticmethod(lambda other: (log.append("static"), True)[1])
    __repr__ = staticmethod(lambda: "static")


class NoHash:
    __hash__ = None


class Inherits(Key):
    pass


class OnlyEq:
    def __eq__(self, other):
        return True


class Number(int):
    def __hash__(self):
        log.append("number")
        return int(self)

    def __eq__(self, other):
        log.append("n==")
        return int(self) == other


for stored in (Key("a"), Sub("a"), Static(), Inherits("a"), Number(1)):
    for looked_for in (Key("a"), Sub("a"), Static(), NoHash(), Inherits("a"), OnlyEq(), Number(1), 1):
        log.clear()
        d = {stored: 1}
        show(lambda: d[looked_for])
        show(lambda: looked_for in d)
        show(lambda: looked_for in set(d))


# Methods that raise leave everything as it was.
def boom():
    raise LookupError("boom")


class Unhashed(Key):
    def __hash__(self):
        raise StopIteration("hash")


for way in ways[:14]:
    d = fresh("a", "b")
    show(way, d, Key("b", act=boom))
    d[Key("a")] = 1
    d = {Key("c", 1, boom): 1, Key("b"): 2}
    show(way, d, Key("b"))
    show(way, d, Unhashed("u"))
    print(list(d.values()))


# Methods that change what is searched.
def changing(change, way, names):
    d = {}
    for n in names:
        d[Key(n)] = n
    state = []

    def act():
        if len(state) < 3:
            state.append(1)
            change(d)
    for k in d:
        k.act = act
    show(way, d, Key(names[-1]))
    for k in d:
        k.act = None
    log.clear()
    print(list(d.items()))


def remove_first(d):
    d.pop(next(iter(d)))


def clear(d):
    d.clear()


def refill(d):
    keys = list(d.items())
    d.clear()
    for k, v in keys:
        d[k] = v


for change in (remove_first, clear, lambda d: d.popitem()):
    for way in ways[:11]:
        try:
            changing(change, way, "ab")
        except Exception as e:
            print(type(e).__name__, e)

# Generators and recursion inside.


class Yields:
    def __hash__(self):
        yield 1


class YieldsEq(Key):
    def __eq__(self, other):
        yield 1

    __hash__ = Key.__hash__


show(lambda: {Yields(): 1})
show(lambda: {YieldsEq("a"): 1, YieldsEq("b"): 2})


class Nested:
    known = {}

    def __init__(self, level):
        self.level = level

    def __hash__(self):
        if self.level == 0:
            return 0
        return 1 + self.known.get(Nested(self.level - 1), 0)

    def __eq__(self, other):
        return (self.level == 0 or Nested(self.level - 1) not in self.known) and \
            self.level == other.level


Nested.known[Nested(0)] = 5
print(Nested.known[Nested(0)], hash(Nested(30)), Nested(3) in Nested.known)


class Point:
    def __init__(self, x, y):
        self.x, self.y = x, y

    def __hash__(self):
        return hash((self.x, self.y))

    def __eq__(self, other):
        return (self.x, self.y) == (other.x, other.y)


grid = {Point(x, y): x * y for x in range(12) for y in range(12)}
print(sum(grid[Point(x, y)] for x in range(12) for y in range(12)), len(grid))
seen = set()
for i in range(200):
    seen.add(Point(i % 7, i % 5))
    seen.discard(Point(3, i % 5))
print(len(seen), Point(3, 3) in seen, Point(4, 3) in seen)
for x in range(0, 12, 2):
    for y in range(12):
        del grid[Point(x, y)]
        grid[Point(y, x + 20)] = 1
print(len(grid), sum(grid.values()), [grid.pop(Point(1, y)) for y in range(12)], len(grid))
