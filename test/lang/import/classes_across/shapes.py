scale = 1
class ShapeError(ValueError): pass
class Shape:
    def area(self): raise NotImplementedError
    def __repr__(self): return f'{type(self).__name__}[{self.area()}]'
import registry
@registry.register
class Square(Shape):
    def __init__(self, s):
        if s < 0: raise ShapeError(f'negative side {s}')
        self.s = s
    def area(self): return self.s ** 2 * scale
def set_scale(n):
    global scale
    scale = n
