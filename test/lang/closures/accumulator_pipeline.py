# Functions that build functions: composition, currying, partial application, event handlers.
def compose(*fs):
    def run(x):
        for f in reversed(fs):
            x = f(x)
        return x
    return run

def curry(f, n, *got):
    if n == 0:
        return f(*got)
    return lambda x: curry(f, n - 1, *got, x)

def partial(f, *a, **k):
    def call(*b, **m):
        return f(*a, *b, **{**k, **m})
    return call

inc, dbl = (lambda x: x + 1), (lambda x: x * 2)
print(compose(inc, dbl)(5), compose(dbl, inc)(5), compose()(7))
print(curry(lambda a, b, c: (a, b, c), 3)(1)(2)(3))
p = partial(lambda *a, **k: (a, k), 1, x=2)
print(p(), p(3), p(4, x=5, y=6))

def bus():
    handlers = {}
    def on(name):
        def register(f):
            handlers.setdefault(name, []).append(f)
            return f
        return register
    def emit(name, *a):
        return [h(*a) for h in handlers.get(name, ())]
    return on, emit

on, emit = bus()
@on('x')
def first(v): return v + 1
@on('x')
@on('y')
def second(v): return v * 10
print(emit('x', 4), emit('y', 5), emit('z', 6), first(1))
