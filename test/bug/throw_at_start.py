# expect-error: in gen2
# What is thrown into a generator that has not begun is raised where its function begins, and what
# is thrown through one that delegates is raised where it ends up: once, with the context of there.
def gen():
    yield 1
def deco(f): return f
@deco
def gen2():
    "doc"
    yield 1
async def agen():
    yield 1
async def co():
    pass
def show(e):
    t = e.__traceback__
    lines = []
    while t:
        lines.append(t.tb_lineno); t = t.tb_next
    print(repr(e), lines, repr(e.__context__))
for f in gen, gen2, co:
    for make in (lambda: ValueError("x"), lambda: StopIteration(3), lambda: GeneratorExit()):
        x = f()
        try:
            try:
                1 / 0
            except ZeroDivisionError:
                x.throw(make())
        except BaseException as e:
            show(e)
        try:
            x.throw(KeyError(1))
        except BaseException as e:
            show(e)
def drive(c):
    try:
        c.send(None)
    except BaseException as e:
        show(e)
x = agen(); drive(x.athrow(ValueError("x"))); drive(x.__anext__())
x = agen(); drive(x.athrow(GeneratorExit())); drive(x.__anext__())
x = agen(); drive(x.aclose()); drive(x.__anext__())
x = agen(); drive(x.athrow(StopAsyncIteration(1))); drive(x.__anext__())
def outer():
    yield from gen()
def outer2():
    g = gen()
    try:
        yield from g
    except ValueError as e:
        show(e)
        try:
            raise OSError(2)
        except OSError:
            h = outer()
            next(h)
            try:
                h.throw(KeyError(2))
            except KeyError as e:
                show(e)
    yield 5
o = outer2(); next(o)
print(o.throw(ValueError("mid")))
async def aw():
    c = co()
    try:
        c.throw(ValueError("c"))
    except ValueError as e:
        show(e)
    await c
drive(aw())
gen2().throw(ValueError("end"))
