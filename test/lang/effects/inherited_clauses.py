# perdure-only
# Clauses of a base are inherited; what would silently be no clause is refused.
# expect: base 1
# expect: base 2
# expect: derived 3
# expect: base told
# expect: Silent.ask is no clause: Silent is not under @handler, only its base is
# expect: Below.ask is no clause: Below is not under @handler, only its base is
# expect: Static.ask is no clause: it is under @staticmethod
# expect: Classed.ask is no clause: it is under @classmethod
from perdure import effect, handle, handler


@effect
def ask(x): ...


@effect
def tell(): ...


@handler
class Base:
    def ask(self, x):
        return f"base {x}"

    def tell(self):
        return "base told"

    @staticmethod
    def helper():
        return 1


class Plain(Base):
    def other(self):
        return 2


@handler
class Derived(Base):
    def ask(self, x):
        return f"derived {x}"


class Silent(Base):
    def ask(self, x):
        return "unasked"


class Below(Derived):
    ask = Base.ask


print(handle(Base(), ask, 1))
print(handle(Plain(), ask, 2))
print(handle(Derived(), ask, 3))
print(handle(Derived(), tell))
for cls in (Silent, Below):
    try:
        handle(cls(), ask, 4)
    except TypeError as error:
        print(error)
try:
    @handler
    class Static:
        @staticmethod
        def ask(x):
            return x
except TypeError as error:
    print(error)
try:
    @handler
    class Classed:
        @classmethod
        def ask(cls, x):
            return x
except TypeError as error:
    print(error)
