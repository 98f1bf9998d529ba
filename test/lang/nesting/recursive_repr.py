# Containers that contain themselves print [...] and compare by identity first.
l = [1]; l.append(l); print(l, [l], (l, l), {'k': l}, str(l), f'{l}')
d = {}; d['self'] = d; d['l'] = [d]; print(d, [d], d.values())
t = ([],); t[0].append(t); print(t, t[0], [t])
a, b = [], []
a.append(b); b.append(a); print(a, b, [a, b])
class C:
    def __init__(self): self.items = [self]
    def __repr__(self): return f'C({self.items!r})' if len(self.items) < 2 else 'C!'
x = C(); x.items = [1]; print(x)
class L(list): pass
m = L([1]); m.append(m); print(m)
class D(dict): pass
n = D(); n['n'] = n; print(n)
s = [l, l]; s.append(s); print(s)
print(l == l, l in l, l.index(l), l[1][1][1] is l, d['self']['self'] == d, a is b[0])
k = [1, 2]; k[0] = k; k[1] = k; print(k, k[::-1], k + [3], k * 2)
try: print([l] == [[1, l]])
except RecursionError: print('RecursionError')
p, q = [], []
p.append(p); q.append(q)
try: print(p == q)
except RecursionError: print('RecursionError from ==')
v = {1: [2]}; v[1].append(v.items()); print(len(v[1]))
w = [[]]; w[0].append(w[0]); print(w, w[0], [w[0]] * 2)
l.remove(l); print(l)
