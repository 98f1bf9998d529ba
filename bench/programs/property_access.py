# Properties, slots, class attributes, __getattr__, getattr and setattr.
import sys

size = int(sys.argv[1]) if len(sys.argv) > 1 else 500000


class Temperature:
    zero = -273.15
    count = 0

    def __init__(self, celsius):
        self._celsius = celsius
        Temperature.count += 1

    @property
    def celsius(self):
        return self._celsius

    @celsius.setter
    def celsius(self, value):
        if value < self.zero:
            raise ValueError(value)
        self._celsius = value

    @property
    def kelvin(self):
        return self.celsius - self.zero

    @staticmethod
    def middle(a, b):
        return (a + b) / 2

    @classmethod
    def of_kelvin(cls, kelvin):
        return cls(kelvin + cls.zero)


class Slotted:
    __slots__ = ('a', 'b', 'c')

    def __init__(self, a):
        self.a = a
        self.b = a + 1
        self.c = a + 2


class Lazy:
    def __init__(self, source):
        self.source = source

    def __getattr__(self, name):
        value = len(name) + self.source
        setattr(self, name, value)
        return value


def properties(n):
    t, total = Temperature(20.0), 0.0
    for i in range(n):
        t.celsius = t.celsius + (0.5 if i & 1 else -0.5)
        total += t.kelvin
    return round(Temperature.middle(total, t.celsius), 3), Temperature.of_kelvin(300).celsius


def slots(n):
    total = 0
    for i in range(n):
        s = Slotted(i)
        s.b += s.a
        s.c = s.b - s.c
        total += s.c
    return total


def dynamic(n):
    total = 0
    names = ['alpha', 'beta', 'gamma', 'delta']
    for i in range(n // 4):
        lazy = Lazy(i)
        for name in names:
            total += getattr(lazy, name)
        total += lazy.alpha + lazy.beta + getattr(lazy, 'source', 0)
        total += hasattr(lazy, '__nothing__')
    return total


print(properties(size), slots(size), dynamic(size), Temperature.count)
