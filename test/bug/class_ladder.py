# perdure-only
# A walk down a hierarchy met a class once for each path that leads to it: 2**40 times here.
class Base:
    pass


left = right = Base
for level in range(40):
    top = type(f"Top{level}", (left, right) if left is not right else (left,), {})
    left = type(f"Left{level}", (top,), {})
    right = type(f"Right{level}", (top,), {})

Base.__eq__ = lambda self, other: "Base"
Base.__hash__ = lambda self: 7
print(right() == left(), hash(left()), top() == 1)
Base.__eq__ = lambda self, other: "again"
print(left() == 0)
# expect: Base 7 Base
# expect: again
