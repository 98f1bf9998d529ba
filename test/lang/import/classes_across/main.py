# Classes, exceptions, closures and generators defined in modules and used across.
from shapes import Square, Shape, ShapeError
import registry, shapes
class Tri(Shape):
    def area(self): return 3
print(Square(3), Tri(), [s.area() for s in (Square(2), Tri())], isinstance(Tri(), shapes.Shape))
print(Square, Tri, Square.__module__, Tri.__module__, ShapeError.__mro__[1].__name__)
print(repr(ShapeError('x')))
try: Square(-1)
except ShapeError as e: print(type(e).__name__, e, type(e).__module__)
print(registry.names(), registry.make('Square', 5))
@registry.register
class Circle(Shape):
    def area(self): return 3.14
print(registry.names(), registry.make('Circle').area())
shapes.Square = 'replaced'
print(Square(1), shapes.Square, registry.table['Square'] is Square)
g = registry.gen()
print(next(g), next(g))
registry.step = 100
print(next(g), registry.counter(), registry.counter())
f = registry.maker(lambda: Square)
print(f() is Square, f.__module__, shapes.scale)
print((shapes.set_scale(4), shapes.scale, Square(1).area()))
