# The order in which operands, targets, contexts and clauses are evaluated.
def L(x): print(x, end=" "); return x
class T:
    def __init__(s, n): s.n = n
    def __repr__(s): return f"T{s.n}"
    def __getitem__(s, k): print("get", s.n, k, end=" "); return s
    def __setitem__(s, k, v): print("set", s.n, k, v, end=" ")
    def __delitem__(s, k): print("del", k, end=" ")
    def __iadd__(s, o): print("iadd", end=" "); return 5
    def __getattr__(s, k):
        print("attr", k, end=" "); return s
    def __enter__(s): print("enter", s.n, end=" "); return s
    def __exit__(s, *a): print("exit", s.n, a[0] and a[0].__name__, end=" "); return s.n > 5
T(L(1))[L(2)] = L(3); print()
T(L(1))[L(2)], T(L(3))[L(4)] = L(5), L(6); print()
T(L(1))[L(2)] = T(L(3))[L(4)] = L(5); print()
T(L(1))[L(2)] += L(3); print()
T(L(1)).a[L(2):L(3), L(4)] += L(5); print()
del T(L(1))[L(2)], T(L(3))[L(4):L(5):L(6)]; print()
T(L(1)).x.y[L(2)]: L(3) = L(4); print()
print(L(1) < L(2) < L(0) < L(9)); print((L(1), L(2))[L(0)])
print({L(1): L(2), L(3): L(4)}, [L(1), *[L(2)], L(3)])
def ff(*a, **k): return a, k
print(ff(L(1), *[L(2)], L(3), k=L(4), *[L(5)], **{"z": L(6)}, y=L(7)))
print(L(0) or L(1) and L(2) or L(3), L(5) if L(0) else L(6))
print(L(2) ** L(3) ** L(2), -L(2) ** L(2), L(1) + L(2) * L(3) - L(4) // L(5))
with T(1) as a, T(2) as a[L(0)], T(3): print("body", end=" ")
print()
for n in (1, 9):
    try:
        with T(n) as q, T(2): 1/0
    except ZeroDivisionError: print("caught", end=" ")
    print()
def wr():
    for i in range(3):
        with T(i) as q:
            if i == 0: continue
            if i == 1: break
    else: print("else")
    with T(7): return L("ret")
print(wr())
def tf():
    for i in range(3):
        try:
            if i == 0: continue
            return i
        finally:
            if i == 1: break
            print("f", i)
    return "broke"
print(tf())
def tr():
    try: return L("try")
    finally: return L("fin")
print(tr())
def tn():
    try:
        try: raise ValueError(1)
        finally: raise KeyError(2)
    except KeyError as e: return e.__context__.args, e.args
print(tn())
def te():
    try: pass
    except: print("no")
    else: return "else"
    finally: print("finally")
print(te())
a, (b, *c), *d, [e] = 1, "xyz", 2, 3, [4]; print(a, b, c, d, e)
*a, = "ab"; [*b] = (); (*c, d) = {1: 2, 3: 4}; print(a, b, c, d)
for i, *j in [(1, 2, 3), "ab", [4]]: print(i, j, end=" ")
print()
for a in range(2):
    for b in range(2):
        if b: break
    else: print("never")
    print(a, b)
i = 0; li = [0, 0]; i, li[i] = 1, 9; print(i, li)
x = y = z = []; x.append(1); print(x is y is z, z)
