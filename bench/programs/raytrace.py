# A ray tracer: vectors as small objects, polymorphic shapes, shadows and reflections.
import sys

size = int(sys.argv[1]) if len(sys.argv) > 1 else 160

EPSILON = 0.00001


class Vector:
    __slots__ = ('x', 'y', 'z')

    def __init__(self, x, y, z):
        self.x = x
        self.y = y
        self.z = z

    def __add__(self, other):
        return Vector(self.x + other.x, self.y + other.y, self.z + other.z)

    def __sub__(self, other):
        return Vector(self.x - other.x, self.y - other.y, self.z - other.z)

    def dot(self, other):
        return self.x * other.x + self.y * other.y + self.z * other.z

    def scale(self, factor):
        return Vector(self.x * factor, self.y * factor, self.z * factor)

    def cross(self, other):
        return Vector(self.y * other.z - self.z * other.y, self.z * other.x - self.x * other.z,
                      self.x * other.y - self.y * other.x)

    def normalized(self):
        return self.scale(1.0 / self.dot(self) ** 0.5)

    def reflect(self, normal):
        return self - normal.scale(2 * self.dot(normal))


class Ray:
    def __init__(self, origin, direction):
        self.origin = origin
        self.direction = direction.normalized()

    def at(self, t):
        return self.origin + self.direction.scale(t)


class Shape:
    def __init__(self, surface):
        self.surface = surface


class Sphere(Shape):
    def __init__(self, center, radius, surface):
        super().__init__(surface)
        self.center = center
        self.radius = radius

    def intersection(self, ray):
        to_center = self.center - ray.origin
        along = to_center.dot(ray.direction)
        inside = self.radius * self.radius - to_center.dot(to_center) + along * along
        if inside < 0:
            return None
        return along - inside ** 0.5

    def normal(self, point):
        return (point - self.center).normalized()


class Plane(Shape):
    def __init__(self, point, normal, surface):
        super().__init__(surface)
        self.point = point
        self.up = normal.normalized()

    def intersection(self, ray):
        slope = ray.direction.dot(self.up)
        if abs(slope) < EPSILON:
            return None
        return (self.point - ray.origin).dot(self.up) / slope

    def normal(self, point):
        return self.up


class Plain:
    specular, lambert, ambient = 0.2, 0.6, 0.2

    def __init__(self, color):
        self.color = color

    def base_color(self, point):
        return self.color


class Checkered(Plain):
    def __init__(self, color, other, width):
        super().__init__(color)
        self.other = other
        self.width = width

    def base_color(self, point):
        odd = (int(abs(point.x) / self.width) + int(abs(point.z) / self.width)) % 2
        return self.other if odd else self.color


class Scene:
    def __init__(self):
        self.shapes = []
        self.lights = []
        self.depth = 0

    def nearest(self, ray):
        best = None
        for shape in self.shapes:
            t = shape.intersection(ray)
            if t is not None and t > EPSILON and (best is None or t < best[1]):
                best = shape, t
        return best

    def is_lit(self, light, point):
        ray = Ray(point, light - point)
        reach = (light - point).dot(ray.direction)
        for shape in self.shapes:
            t = shape.intersection(ray)
            if t is not None and EPSILON < t < reach:
                return False
        return True

    def color(self, ray):
        if self.depth > 3:
            return 0.0, 0.0, 0.0
        found = self.nearest(ray)
        if found is None:
            return 0.1, 0.1, 0.3
        shape, t = found
        point = ray.at(t)
        return self.shade(shape, ray, point, shape.normal(point))

    def shade(self, shape, ray, point, normal):
        surface = shape.surface
        base = surface.base_color(point)
        self.depth += 1
        try:
            mirrored = self.color(Ray(point, ray.direction.reflect(normal)))
        finally:
            self.depth -= 1
        light_sum = 0.0
        for light in self.lights:
            contribution = (light - point).normalized().dot(normal)
            if contribution > 0 and self.is_lit(light, point):
                light_sum += contribution
        light_sum = min(light_sum, 1.0)
        return tuple(b * (surface.ambient + surface.lambert * light_sum) + m * surface.specular
                     for b, m in zip(base, mirrored))

    def render(self, width, height):
        eye, target = Vector(0.0, 2.0, 10.0), Vector(0.0, 3.0, 0.0)
        forward = (target - eye).normalized()
        right = forward.cross(Vector(0.0, 1.0, 0.0)).normalized()
        up = right.cross(forward)
        rows = []
        for y in range(height):
            row = []
            for x in range(width):
                direction = (forward + right.scale((x - width / 2) / width)
                             + up.scale((height / 2 - y) / height))
                row.append(self.color(Ray(eye, direction)))
            rows.append(row)
        return rows


scene = Scene()
scene.lights = [Vector(30, 30, 10), Vector(-10, 100, 30)]
scene.shapes.append(Sphere(Vector(1, 3, -10), 2, Plain((1.0, 1.0, 0.0))))
for i in range(6):
    scene.shapes.append(Sphere(Vector(-3 - i * 0.4, 2.3, -5), 0.4, Plain((i / 6, 1 - i / 6, 0.5))))
scene.shapes.append(Plane(Vector(0, 0, 0), Vector(0, 1, 0),
                          Checkered((1.0, 1.0, 1.0), (0.0, 0.0, 0.0), 1.0)))
h = 0
for row in scene.render(size, size):
    for pixel in row:
        for part in pixel:
            h = (h * 31 + int(part * 255)) & 0xffffffff
print(h)
