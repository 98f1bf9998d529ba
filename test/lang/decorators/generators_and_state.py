# Decorators on generator functions, decorators that keep call history, decorated recursion.
def primed(f):
    def start(*a):
        g = f(*a)
        next(g)
        return g
    return start
@primed
def summer(t=0):
    while True: t += yield t
s = summer(10)
print(s.send(1), s.send(5))
def listed(f): return lambda *a, **k: list(f(*a, **k))
@listed
def evens(n):
    for i in range(n):
        if i % 2 == 0: yield i
print(evens(7), evens(n=3))
def traced(f):
    depth = 0
    def g(*a):
        nonlocal depth
        print('  ' * depth + f.__name__, a)
        depth += 1
        try: return f(*a)
        finally: depth -= 1
    return g
@traced
def fact(n): return 1 if n < 2 else n * fact(n - 1)
@traced
def fails(n): return fails(n - 1) if n else {}['x']
print(fact(3))
try: fails(1)
except KeyError as e: print('KeyError', e)
print(fact(1))
