# Frames of special methods called by operators and builtins.
class V:
    def __init__(self, x):
        self.x = x
    def __add__(self, o):
        return V(self.x + o.x)
    def __repr__(self):
        return 'V(%d)' % self.x
    def __lt__(self, o):
        return self.x < o.x
print(V(1) + V(2))
print(sorted([V(2), V(1)]))
print(sorted([V(1), V(2), V(None)], key=lambda v: v))
