# Unwinding many frames, each with its own finally, values intact.
def f(n, acc):
    try:
        if n == 0: raise LookupError('deep')
        return f(n - 1, acc)
    except KeyError: acc.append('never')
    finally: acc.append(n)
acc = []
try: f(12, acc)
except LookupError as e: print(e, acc)
def g(n):
    try:
        if n == 0: raise ValueError(0)
        g(n - 1)
    except ValueError as e: raise ValueError(e.args[0] + n) from e
try: g(6)
except ValueError as e:
    depth, s = 0, []
    while e: s.append(e.args[0]); e = e.__cause__; depth += 1
    print(depth, s)
def h(n): return [h(n - 1) for _ in range(1)] if n else {}['x']
try: h(5)
except KeyError as e: print(e)
def k(n):
    for x in (y for y in [n]):
        if x == 0: raise IndexError('gen')
        return k(x - 1)
try: k(5)
except IndexError as e: print(e)
