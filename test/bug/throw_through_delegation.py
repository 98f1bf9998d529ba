# What is thrown through yield from: a StopIteration is no end where nothing took it, each generator
# on the way gives its context, and what has ended gives none.
# resume-every: 7
def show(e, depth=0):
    parts = []
    while e is not None and depth < 6:
        parts.append(f"{type(e).__name__}{e.args}")
        e = e.__context__
        depth += 1
    return " <- ".join(parts)

# A1
def g():
    try:
        r = yield from [1, 2]
        print("r", r)
    except StopIteration as e:
        print("caught", show(e))
        yield 9
x = g(); next(x)
try:
    print(x.throw(StopIteration(5)))
except BaseException as e:
    print(show(e))

class It:
    def __iter__(self): return self
    def __next__(self): return 3
def g2():
    r = yield from It()
    print("r2", r)
x = g2(); next(x)
try:
    print(x.throw(StopIteration(5)))
except BaseException as e:
    print(show(e), e.__cause__)

class Thr(It):
    def throw(self, *a):
        print(len(a), type(a[0]))
        raise StopIteration(7)
def g3():
    r = yield from Thr()
    print("r3", r)
x = g3(); next(x)
try:
    print(x.throw(KeyError("a")))
except BaseException as e:
    print(show(e))

# A2
def done():
    yield 1
d = done(); list(d)
try:
    raise KeyError("k")
except KeyError:
    try:
        d.throw(ValueError("v"))
    except ValueError as e:
        print("done:", show(e))
    try:
        d.throw(ValueError)
    except ValueError as e:
        print("done:", show(e))
d2 = done()
try:
    raise KeyError("k")
except KeyError:
    try:
        d2.throw(ValueError("v"))
    except ValueError as e:
        print("start:", show(e))

# A3
def inner():
    try:
        raise KeyError("inner")
    except KeyError:
        yield 1
def plain_inner():
    yield 1
class Raises(It):
    def throw(self, *a):
        raise a[0] if isinstance(a[0], BaseException) else a[1]
class RaisesOther(It):
    def throw(self, *a):
        raise IndexError("other")
class CloseRaises(It):
    def close(self):
        raise IndexError("other")
class CloseFine(It):
    def close(self):
        print("closed")
def outer(make):
    try:
        raise TypeError("outer")
    except TypeError:
        try:
            yield from make()
        except BaseException as e:
            print("   in outer:", show(e))
            raise
def outer_plain(make):
    yield from make()
for exc in (ValueError("t"), GeneratorExit("x"), StopIteration("s")):
  for o in outer, outer_plain:
    for make in (inner, plain_inner, It, Raises, RaisesOther, CloseRaises, CloseFine, lambda: [1, 2],
          lambda: outer(inner), lambda: outer_plain(inner)):
        for situation in (0, 1):
            x = o(make)
            next(x)
            e0 = type(exc)(*exc.args)
            try:
                if situation:
                    try:
                        raise ZeroDivisionError("z")
                    except ZeroDivisionError:
                        x.throw(e0)
                else:
                    x.throw(e0)
                print("yielded")
            except BaseException as e:
                print(o.__name__, make.__name__, situation, show(e), e is e0)
