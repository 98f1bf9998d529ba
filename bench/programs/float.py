# Objects of three floats: allocation, attributes, math functions, maxima.
import sys
from math import cos, sin, sqrt

size = int(sys.argv[1]) if len(sys.argv) > 1 else 400000


class Point:
    __slots__ = ('x', 'y', 'z')

    def __init__(self, i):
        self.x = x = sin(i)
        self.y = cos(i) * 3
        self.z = (x * x) / 2

    def normalize(self):
        x, y, z = self.x, self.y, self.z
        norm = sqrt(x * x + y * y + z * z)
        self.x /= norm
        self.y /= norm
        self.z /= norm

    def maximize(self, other):
        self.x = self.x if self.x > other.x else other.x
        self.y = self.y if self.y > other.y else other.y
        self.z = self.z if self.z > other.z else other.z
        return self


def maximize(points):
    best = points[0]
    for p in points[1:]:
        best = best.maximize(p)
    return best


points = [Point(i) for i in range(size)]
for p in points:
    p.normalize()
best = maximize(points)
print('%.9f %.9f %.9f' % (best.x, best.y, best.z))
