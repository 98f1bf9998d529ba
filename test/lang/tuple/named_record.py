# Tuple subclasses as records: properties, replace, ordering, hashing, repr.
class Point(tuple):
    __slots__ = ()
    def __new__(cls, x, y=0): return super().__new__(cls, (x, y))
    x = property(lambda s: s[0])
    y = property(lambda s: s[1])
    def replace(self, **k): return type(self)(k.get('x', self.x), k.get('y', self.y))
    def __repr__(self): return f'Point(x={self.x!r}, y={self.y!r})'
    def __add__(self, o): return Point(self.x + o[0], self.y + o[1])
p = Point(1, 2)
x, y = p
print(p, x, y, p.replace(y=9), p + (1, 1), (0, 0) + p, p == (1, 2), hash(p) == hash((1, 2)))
print(p[::-1], len(p), {p: 1}[1, 2])
print(sorted([Point(2), Point(1, 5), (1, 4)]), max(Point(1), Point(0, 9)), 2 in p, p.index(2))
print(p * 2, type(p * 2).__name__, [*p])
for f in (lambda: setattr(p, 'x', 5), lambda: setattr(p, 'z', 5), lambda: Point(), lambda: p < 5,
           lambda: p.replace(1)):
    try: f()
    except (AttributeError, TypeError) as e: print(type(e).__name__, e)
