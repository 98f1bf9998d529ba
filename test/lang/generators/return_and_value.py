# Values given by return, in for loops ignored, in yield from used; StopIteration details.
def g():
    yield 1
    return {'k': 'v'}
for x in g(): print(x)
def collect(gen, out):
    out.append((yield from gen))
def drive():
    out = []
    vals = list(collect(g(), out))
    return vals, out
print(drive())
def tup():
    return (1, 2)
    yield
try: next(tup())
except StopIteration as e: print(e.value, e.args)
def exc():
    return ValueError('as value')
    yield
try: next(exc())
except StopIteration as e: print(repr(e.value))
def many():
    a = yield from (i for i in ())
    b = yield from iter('')
    c = yield from tup()
    return a, b, c
try: next(many())
except StopIteration as e: print(e.value)
def fin():
    try: yield 1; return 'from try'
    finally: print('fin')
f = fin(); next(f)
try: next(f)
except StopIteration as e: print(e.value)
def over():
    try: yield 1; return 'try'
    finally: return 'finally wins'
f = over(); next(f)
try: next(f)
except StopIteration as e: print(e.value)
def swallow():
    try: yield 1
    finally: return 'swallowed'
f = swallow(); next(f)
try: f.throw(KeyError)
except StopIteration as e: print(e.value)
