# perdure-only
# resume-every: 97
# A staticmethod inside a staticmethod called itself in C for each of them, and overflowed the stack; so did __doc__, __name__ and
# __isabstractmethod__ of such chains. A class behind a staticmethod gave None in place of its instance.
# expect: 1 2 [3]
# expect: RecursionError RecursionError RecursionError False False
# expect: RecursionError RecursionError RecursionError
class A:
    def __init__(self, x=1): self.x = x
class B(list): pass
print(staticmethod(A)().x, staticmethod(staticmethod(A))(2).x, staticmethod(B)(x for x in [3]))
def name(f):
    try:
        return f()
    except Exception as error:
        return type(error).__name__
def deep(wrap):
    x = int
    for _ in range(3000): x = wrap(x)
    return x
s = deep(staticmethod)
print(name(s), name(lambda: s.__doc__), name(lambda: deep(classmethod).__name__), s.__isabstractmethod__,
      deep(property).__isabstractmethod__)
itself = staticmethod(1)
itself.__init__(itself)
print(name(itself), name(lambda: itself.__doc__), name(lambda: repr(itself)))
