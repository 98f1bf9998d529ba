# Metaclass used as an enumeration-like registry; isinstance and subclass hooks.
class EnumMeta(type):
    def __new__(m, name, bases, ns):
        members = {k: v for k, v in ns.items() if not k.startswith('_') and isinstance(v, int)}
        for k in members: del ns[k]
        cls = super().__new__(m, name, bases, ns)
        cls._members = {}
        for k, v in members.items():
            o = object.__new__(cls)
            o.name, o.value = k, v
            cls._members[k] = o
            setattr(cls, k, o)
        return cls
    def __iter__(cls): return iter(cls._members.values())
    def __getitem__(cls, n): return cls._members[n]
    def __len__(cls): return len(cls._members)

class Enum(metaclass=EnumMeta):
    def __repr__(self): return f'{type(self).__name__}.{self.name}'

class Color(Enum):
    RED = 1
    BLUE = 2
    def twice(self): return self.value * 2

print(list(Color), Color['RED'], Color.BLUE.twice(), len(Color), Color.RED is Color['RED'])

class Duck(type):
    def __instancecheck__(cls, o): return hasattr(o, 'quack')
    def __subclasscheck__(cls, c): return 'quack' in vars(c)
class Quacks(metaclass=Duck): pass
class Real: quack = 1
print(isinstance(Real(), Quacks), isinstance(5, Quacks), issubclass(Real, Quacks))
print(isinstance(5, (str, Quacks)), issubclass(int, Quacks))
