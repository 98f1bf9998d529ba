# dir() made the __dict__ of an object only to see whether it has one; so did the search for a name
# to suggest under an AttributeError, after which the state of the ended run was another one.
class Basket:
    def contents(self):
        return 1


def fill(**named):
    return named


basket = Basket()
basket.size = 3
print([name for name in dir(basket) if name[0] != "_"], "__dict__" in dir(basket))
print("__dict__" in dir(fill), "__dict__" in dir(3))


class Bare:
    __slots__ = ("size",)


print("__dict__" in dir(Bare()), "size" in dir(Bare()))
basket.content
