# A user container with every container dunder.
class Ring:
    def __init__(self, *items): self.items = list(items)
    def __len__(self): return len(self.items)
    def __getitem__(self, i):
        if isinstance(i, slice):
            return Ring(*self.items[i])
        return self.items[i % len(self.items)]
    def __setitem__(self, i, v): self.items[i % len(self.items)] = v
    def __delitem__(self, i): del self.items[i % len(self.items)]
    def __iter__(self): return iter(self.items)
    def __reversed__(self): print('rev', end=' '); return iter(self.items[::-1])
    def __contains__(self, x): return any(x == y for y in self.items)
    def __add__(self, o): return Ring(*self.items, *o)
    def __iadd__(self, o): self.items.extend(o); return self
    def __mul__(self, n): return Ring(*(self.items * n))
    __rmul__ = __mul__
    def __eq__(self, o): return isinstance(o, Ring) and self.items == o.items
    def __repr__(self): return f'Ring{tuple(self.items)}'
    def __bool__(self): return bool(self.items)
r = Ring(1, 2, 3)
print(r[4], r[-4], r[1:], r[::-1], len(r), 2 in r, 9 in r, list(reversed(r)), 2 * r)
r[5] = 'x'
r += [7]
del r[0]
print(r, r + Ring(0), r == Ring(2, 'x', 7), r != Ring(), bool(Ring()), not r)
a, *b = r
print(a, b, [*r], max(Ring(3, 9, 2)), sum(Ring(1, 2)), dict(zip(r, Ring('a', 'b'))))
for i, x in enumerate(r, 1): print(i, x, end=';')
print(sorted(Ring(3, 1, 2)), tuple(r), list(map(str, r)), ''.join(Ring('p', 'q')))
try:
    hash(r)
except TypeError as e:
    print(e)
