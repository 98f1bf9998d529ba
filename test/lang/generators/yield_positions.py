# yield as an expression in every position.
def g():
    x = yield
    y = (yield 1) + (yield 2)
    print('call', max((yield 3), (yield 4)))
    d = {(yield 'k'): (yield 'v')}
    l = [(yield 'a'), *(yield 'star')]
    l[(yield 'idx')] = yield 'val'
    print(x, y, d, l, f'{(yield "f")!r}')
    if (yield 'cond'): print('true')
    while (yield 'loop'): pass
    t = yield 1, 2
    a, b = yield from [(yield 'inner')]
    return (yield 'ret')
def drive(gen, sends):
    out = [next(gen)]
    for s in sends:
        try: out.append(gen.send(s))
        except StopIteration as e: out.append(('stop', e.value)); break
        except TypeError as e: out.append(str(e)); break
    return out
print(drive(g(), ['x', 5, 6, 7, 8, 'K', 'V', 'A', 'BC', 0, 'Z', 'F', True, 1, 0, 'T', 'in']))
def h():
    assert (yield 'assert'), (yield 'message')
try:
    a = h(); next(a); print(a.send(0)); a.send('the message')
except AssertionError as e: print(e)
def k():
    with (yield 'cm') as v: print('v', v); yield 'body'
class CM:
    def __enter__(self): return 'entered'
    def __exit__(self, *a): print('exit')
b = k(); print(next(b), b.send(CM())); print(next(b, 'end'))
lam = lambda: (yield (yield 1))
c = lam(); print(next(c), c.send('two'))
def default(a=(lambda: (yield))()): return type(a).__name__
print(default())
