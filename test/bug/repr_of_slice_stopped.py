# A repr that runs program code can be stopped while it stands in something that can't hold itself.
class A:
    def __repr__(self):
        return "A"


class F:
    def __call__(self):
        pass

    def __repr__(self):
        return "F"


print(slice(A(), None, A()))
print(ValueError(A()), repr(ValueError(A(), [A()])))
print({A(): A()}.keys(), {1: A()}.values(), {1: A()}.items())
print(staticmethod(F()), classmethod(F()))
