# The chaos game over a spline: points as objects with operators, a deterministic random walk.
import sys

size = int(sys.argv[1]) if len(sys.argv) > 1 else 75000


class Vector:
    def __init__(self, x=0.0, y=0.0, z=0.0):
        self.x = x
        self.y = y
        self.z = z

    def length(self):
        return (self.x * self.x + self.y * self.y + self.z * self.z) ** 0.5

    def __add__(self, other):
        return Vector(self.x + other.x, self.y + other.y, self.z + other.z)

    def __sub__(self, other):
        return Vector(self.x - other.x, self.y - other.y, self.z - other.z)

    def between(self, other, at):
        return Vector(self.x * (1 - at) + other.x * at, self.y * (1 - at) + other.y * at,
                      self.z * (1 - at) + other.z * at)


class Spline:
    def __init__(self, points, degree):
        self.points = points
        self.degree = degree
        inner = range(1, len(points) - degree + 1)
        self.knots = [0] * degree + list(inner) + [len(points) - degree + 1] * degree

    def domain(self):
        return self.knots[self.degree - 1], self.knots[len(self.knots) - self.degree]

    def interval(self, u):
        low, high = self.domain()
        for i in range(self.degree - 1, len(self.knots) - self.degree):
            if self.knots[i] <= u < self.knots[i + 1]:
                return i
        return len(self.knots) - self.degree - 1

    def __call__(self, u):
        """De Boor's algorithm."""
        i = self.interval(u)
        d = [self.points[min(i - self.degree + 1 + k, len(self.points) - 1)]
             for k in range(self.degree)]
        for level in range(1, self.degree):
            for k in range(self.degree - level):
                left = self.knots[i - self.degree + 1 + level + k]
                right = self.knots[i + k + 1]
                if right != left:
                    d[k] = d[k].between(d[k + 1], (u - left) / (right - left))
        return d[0]


class Chaos:
    def __init__(self, splines, thickness):
        self.splines = splines
        self.thickness = thickness
        self.seed = 1234
        self.min_x = min(p.x for s in splines for p in s.points)
        self.max_x = max(p.x for s in splines for p in s.points)
        self.min_y = min(p.y for s in splines for p in s.points)
        self.max_y = max(p.y for s in splines for p in s.points)

    def random(self):
        self.seed = (self.seed * 1103515245 + 12345) & 0x7fffffff
        return self.seed / 0x80000000

    def transform(self, point):
        x = (point.x - self.min_x) / (self.max_x - self.min_x)
        y = (point.y - self.min_y) / (self.max_y - self.min_y)
        spline = self.splines[int(self.random() * len(self.splines))]
        low, high = spline.domain()
        at = low + (high - low) * x
        end = at + 1 / 500
        if end > high:
            end, at = at, at - 1 / 500
        base = spline(at)
        direction = spline(end) - base
        length = direction.length()
        if length > 0:
            shift = self.thickness * (y - 0.5) / length
            base = base + Vector(-direction.y * shift, direction.x * shift)
        base.x = min(max(base.x, self.min_x), self.max_x)
        base.y = min(max(base.y, self.min_y), self.max_y)
        return base

    def image(self, width, height, count):
        rows = [[0] * width for _ in range(height)]
        point = Vector((self.max_x + self.min_x) / 2, (self.max_y + self.min_y) / 2)
        for _ in range(count):
            point = self.transform(point)
            x = (point.x - self.min_x) / (self.max_x - self.min_x) * (width - 1)
            y = (point.y - self.min_y) / (self.max_y - self.min_y) * (height - 1)
            rows[int(y)][int(x)] += 1
        return rows


SPLINES = [
    Spline([Vector(1.597, 3.304), Vector(1.576, 4.124), Vector(1.313, 5.289), Vector(1.619, 5.330),
            Vector(2.890, 5.503), Vector(2.373, 4.382), Vector(1.662, 4.360)], 3),
    Spline([Vector(2.805, 4.017), Vector(2.551, 3.525), Vector(1.979, 2.620), Vector(1.979, 2.620)],
           3),
    Spline([Vector(2.002, 4.012), Vector(2.335, 3.313), Vector(2.367, 3.233), Vector(2.367, 3.233)],
           3),
]
picture = Chaos(SPLINES, 0.25).image(60, 60, size)
h = 0
for row in picture:
    for cell in row:
        h = (h * 31 + cell) & 0xffffff
print(sum(map(sum, picture)), sum(1 for row in picture for cell in row if cell), h)
