# Assignment expressions in every legal place.
if (n := len('abc')) > 2: print(n)
while (n := n - 1) >= 0: print(n, end=' ')
print([y := 5, y ** 2], (z := 1, z + 1), y, z)
print([last := v for v in range(3)], last)
print(any((hit := w).startswith('b') for w in ('a', 'bb', 'bc')), hit)
print({(k := 'key'): (v := 1)}, k, v, f'{(q := 3)=}', f'{q:=5}')
def f(a=(d := 7), *, b=(e := 8)): return a, b
print(f(), d, e)
def g():
    if any((c := x) > 1 for x in (1, 2, 3)): return c
print(g())
data = [1, 2, 3, 4]
print([s for x in data if (s := x * x) > 4], s)
print((lambda: (p := 4) + p)(), (a := (b := 2) + 1), a, b)
def h():
    global gw
    [gw := i for i in range(3)]
h(); print(gw)
def k():
    t = 0
    def inner():
        nonlocal t
        [t := t + i for i in (1, 2)]
    inner()
    return t
print(k())
x = [1, 2, 3][(i := 1)]
print(x, i, (w := [1])[0], w)
while chunk := data[:2]:
    print(chunk, end=' ')
    data = data[2:]
print((m := 5) if (m := 0) else m)
try: print((lambda: (lambda: undefined_w)())() or (undefined_w := 1))
except NameError as e: print(e)
