# yield in operands, displays, f-strings and lambdas; throw, close and delegation.
def show(g, *sends):
    out = []
    try:
        out.append(next(g))
        for s in sends: out.append(g.send(s))
    except StopIteration as e: out.append(("ret", e.value))
    except Exception as e: out.append((type(e).__name__, e.args))
    print(out)
def g1():
    x = yield (yield 1) + (yield 2)
    return [x, (yield), *(yield [3])]
show(g1(), 10, 20, 30, 40, [5, 6])
def g2():
    f = lambda: (yield 7)
    print(list(f()))
    d = {(yield 'k'): (yield 'v'), **(yield 'm')}
    return f"{(yield 'a')}:{(yield 'b'):>{(yield 'w')}}", d
show(g2(), 1, 2, {3: 4}, 'A', 'B', 5)
def g3(): print("default", end=" "); yield from (yield [1, 2]); return (yield)
show(g3(), [8, 9], None, None, 3)
def g4():
    try:
        yield 1
        yield 2
    except ValueError as e:
        yield ("caught", e.args)
    finally:
        print("fin", end=" ")
    return "done"
g = g4(); print(next(g), g.throw(ValueError("v"))); print(next(g, "over"))
g = g4(); next(g); g.close()
try: g4().throw(KeyError("k"))
except KeyError as e: print("K", e)
def g5():
    while True:
        try: yield
        except GeneratorExit: print("exit"); raise
        finally: print("f5")
g = g5(); next(g); g.close(); g.close()
def g6():
    try: yield 1
    except GeneratorExit: yield 2
g = g6(); next(g)
try: g.close()
except RuntimeError as e: print(e)
def g7():
    yield 1
    raise StopIteration("x")
try: list(g7())
except RuntimeError as e: print(e, repr(e.__cause__))
def g8(a=(yield_ := 3), *, b: "ann" = yield_): yield a, b
print(list(g8()))
class It:
    def __iter__(self): return self
    def __next__(self): raise StopIteration("val")
def g9(): r = yield from It(); print("r", r)
print(list(g9()))
class Sub:
    def __iter__(self): return self
    n = 0
    def __next__(self): self.n += 1; return self.n
    def send(self, v): print("send", v); return v
    def throw(self, *a): print("throw", a); return "thrown"
    def close(self): print("close")
def ga(): yield from Sub()
g = ga(); print(next(g), g.send(5), g.throw(ValueError("q"))); g.close()
