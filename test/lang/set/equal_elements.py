# Which of equal elements is kept, hash collisions, mutation through equal objects.
class K:
    def __init__(self, v, tag): self.v, self.tag = v, tag
    def __eq__(self, o): return self.v == o.v
    def __hash__(self): return 1
    def __repr__(self): return f'{self.v}{self.tag}'
a, b, c = K(1, 'a'), K(1, 'b'), K(2, 'c')
s = {a, b}
print(s, b in s, len({a, b, c}), {a} == {b}, {a} | {b}, {b} | {a}, {a} & {b}, {a} - {b})
print({a} ^ {b, c})
s.add(b); print(s); s.discard(b); print(s); s.add(b); print(s)
d = {a: 1}; d[b] = 2; print(d, dict.fromkeys([b, a]), {1.0} | {1}, {True} | {1},
                            {1: 'x', True: 'y'})
s = {K(i % 3, i) for i in range(9)}
print(len(s), sorted(k.tag for k in s), sorted(k.v for k in s - {K(1, 'z')}))
s.remove(K(0, 'other')); print(sorted(k.v for k in s))
f = frozenset([a]); print(f == {b}, hash(f) == hash(frozenset([b])), {f: 'k'}[frozenset([b])])
