# An in-place operator that runs program code gives the instance itself, of whatever class it is.
class E:
    def __init__(self, v): self.v = v
    def __eq__(self, o): return self.v == (o.v if isinstance(o, E) else o)
    def __hash__(self): return hash(self.v)
    def __repr__(self): return f"E{self.v}"
class S(set): pass
class D(dict): pass
class L(list): pass
class BA(bytearray): pass
class I:
    def __index__(self): return 66
a = b = S([1]); a |= {E(1), E(2)}; print(a is b, a, type(a))
a = b = D({1:2}); a |= {E(1): 4, E(2):5}; print(a is b, a, type(a))
a = b = {1:2}; a |= {E(1): 4, E(2):5}; print(a is b, a, type(a))
class M:
    def keys(self): return [E(1)]
    def __getitem__(self, k): return 9
a = b = D({1:2}); a |= M(); print(a is b, a, type(a))
class It:
    def __init__(self): self.n = 0
    def __iter__(self): return self
    def __next__(self):
        self.n += 1
        if self.n > 3: raise StopIteration
        return self.n
a = b = L([1]); a += It(); print(a is b, a, type(a))
class T:
    def __index__(self): return 2
a = b = L([1]); a *= T(); print(a is b, a, type(a))
a = b = BA(b"a"); a *= T(); print(a is b, a, type(a))
print(sorted(map(repr,{1:0,2:0,3:0}.keys() & S([True,2.0,3]))))
print(sorted(map(repr,S([True,2.0,3]) & {1:0,2:0,3:0}.keys())))
a = set(); b = a; a |= S([1]); print(a is b, a)
a = S(); b = a; a |= S([1]); print(a is b, a)
a = S(); b = a; a |= {1}; print(a is b, a)
a = {1,2}; b = a; a |= frozenset([1,3]); print(a is b, a)
a = [1]; b=a
a += L([2]); print(a is b, a)
a = b = L([1]); a += [2]; print(a is b, a, type(a))
a = b = L([1]); a *= 2; print(a is b, a, type(a))
a = b = D(); a |= {1:2}; print(a is b, a, type(a))
a = b = {}; a |= D({1:2}); print(a is b, a, type(a))
a = b = {}; a |= [(1, 2)]; print(a is b, a, type(a))
a = b = BA(b"1"); a += b"2"; print(a is b, a, type(a))
a = b = bytearray(b"1"); a += BA(b"2"); print(a is b, a, type(a))
a = b = BA(b"1"); a *= 2; print(a is b, a, type(a))
