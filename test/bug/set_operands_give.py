# Which of two equal items of sets and views is kept, and of which type the result is.
# resume-every: 997
def r(s): return sorted(map(repr, s))
class S(set): pass
class F(frozenset): pass
class E:
    def __init__(self, v): self.v = v
    def __eq__(self, o): return self.v == (o.v if isinstance(o, E) else o)
    def __hash__(self): return hash(self.v)
    def __repr__(self): return f"E{self.v}"
def iand(a, b):
    a &= b
    return a
def ior(a, b):
    a |= b
    return a
def isub(a, b):
    a -= b
    return a
def ixor(a, b):
    a ^= b
    return a
A = [1, 2, 3]
B1 = [True, 2.0, 7, 8, 9]
B2 = [True, 2.0, 5]
B3 = [True]
C1 = [E(1), E(2), 7, 8, 9]
C2 = [E(1), E(2), 5]
C3 = [E(1)]
kinds = [set, frozenset, S, F, lambda x: dict.fromkeys(x).keys(), list, tuple, iter, dict.fromkeys, lambda x: (i for i in x)]
names = ["set", "frozenset", "S", "F", "keys", "list", "tuple", "iter", "dict", "gen"]
for B in (A, B1, B2, B3, C1, C2, C3):
    for swap in (0, 1):
        X, Y = (B, A) if swap else (A, B)
        for kn, k in zip(names[:4], kinds):
            for on, o in zip(names, kinds):
                s = k(X)
                line = [kn, on]
                for m in ("intersection", "union", "difference", "symmetric_difference"):
                    v = getattr(s, m)(o(Y))
                    line.append(type(v).__name__); line.append(r(v))
                line.append(r(s.intersection(o(Y), o(X))))
                line.append(r(s.intersection(o(Y), X)))
                line.append(s.issubset(o(Y)))
                line.append(s.issuperset(o(Y)))
                line.append(s.isdisjoint(o(Y)))
                if kn in ("set", "S"):
                    for m in ("intersection_update", "update", "difference_update", "symmetric_difference_update"):
                        t = k(X); getattr(t, m)(o(Y)); line.append(r(t))
                    t = k(X); t.intersection_update(o(Y), o(X)); line.append(r(t))
                print(line)
        for kn, k in zip(names[:5], kinds):
            for on, o in zip(names, kinds):
                line = [kn, on]
                for f in ((lambda a, b: a & b), (lambda a, b: a | b), (lambda a, b: a - b), (lambda a, b: a ^ b), iand, ior, isub, ixor):
                    for a, b in ((k(X), o(Y)), (o(Y), k(X))):
                        try:
                            v = f(a, b)
                            line.append((type(v).__name__, r(v)))
                        except TypeError as e:
                            line.append(str(e))
                print(line)
# items views
a = {1: "a", 2: "b"}
b = {True: "a", 2.0: "b", 3: "c"}
for x, y in ((a, b), (b, a)):
    print(r(x.items() & y.items()), r(x.items() & set(y.items())), r(set(x.items()) & y.items()), r(x.items() & frozenset(y.items())), r(frozenset(x.items()) & y.items()), r(x.items() & list(y.items())))
    print(r(x.items() | y.items()), r(x.items() - y.items()), r(x.items() ^ y.items()))
