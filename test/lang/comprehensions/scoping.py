# Iteration variables are local; the first iterable is evaluated outside.
x = 'outer'
print([x for x in 'ab'], x)
def f():
    x = 'f'
    r = [x for x in [x, x]]
    return r, x
print(f())
class C:
    items = [1, 2]
    n = 10
    ok = [i for i in items]
    try: bad = [i * n for i in items]
    except NameError as e: bad = str(e)
    first = [j for i in [items] for j in i]
print(C.ok, C.bad, C.first)
def g():
    return [y for _ in range(1)]
    y = 1
try: g()
except NameError as e: print(type(e).__name__, e)
def h(): return [locals() for k in range(1)][0].get('k')
print(h())
try: [undefined_a for _ in range(1)]
except NameError as e: print(e)
print([(lambda: x)() for x in range(2)], x)
def loc():
    total = 0
    [total := total + i for i in range(4)]
    return total
print(loc())
y = 5
print([y for y in range(y)], [z for z in (y, y + 1) for y in range(2)], y)
def n():
    a = 1
    def inner(): return [a + b for b in range(2)]
    return inner(), [[a + b + c for c in range(2)] for b in range(2)]
print(n())
