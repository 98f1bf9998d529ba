# A dataclass decorator by hand: fields from annotations, defaults, ordering, freezing, conversion.
# resume-every: 11
import json


class Field:
    missing = object()

    def __init__(self, *, default=missing, factory=missing, repr=True, compare=True):
        self.default, self.factory, self.repr, self.compare = default, factory, repr, compare
        self.name = None

    def __set_name__(self, owner, name):
        self.name = name

    def initial(self):
        if self.factory is not Field.missing:
            return self.factory()
        if self.default is not Field.missing:
            return self.default
        return Field.missing


def field(**options):
    return Field(**options)


class FrozenError(AttributeError):
    pass


def record(cls=None, /, *, frozen=False, order=False):
    def build(cls):
        fields = {}
        for base in reversed(cls.__mro__):
            fields.update(getattr(base, "__fields__", {}))
        for name, kind in cls.__dict__.get("__annotations__", {}).items():
            given = cls.__dict__.get(name, Field.missing)
            if isinstance(given, Field):
                made = given
                if made.default is not Field.missing:
                    setattr(cls, name, made.default)
                else:
                    delattr(cls, name)
            else:
                made = Field(default=given)
                made.name = name
            made.kind = kind
            fields[name] = made
        cls.__fields__ = fields

        def __init__(self, *args, **kwargs):
            if len(args) > len(fields):
                raise TypeError(f"{cls.__name__} takes {len(fields)} values, got {len(args)}")
            values = dict(zip(fields, args))
            twice = values.keys() & kwargs.keys()
            if twice:
                raise TypeError(f"given twice: {', '.join(sorted(twice))}")
            values |= kwargs
            for name in values.keys() - fields.keys():
                raise TypeError(f"no field {name!r}")
            for name, f in fields.items():
                value = values.get(name, f.initial())
                if value is Field.missing:
                    raise TypeError(f"missing {name!r}")
                object.__setattr__(self, name, value)
            post = getattr(self, "__post_init__", None)
            if post:
                post()

        def __repr__(self):
            shown = ", ".join(f"{n}={getattr(self, n)!r}" for n, f in fields.items() if f.repr)
            return f"{type(self).__qualname__}({shown})"

        def key(self):
            return tuple(getattr(self, n) for n, f in fields.items() if f.compare)

        def __eq__(self, other):
            return key(self) == key(other) if other.__class__ is self.__class__ else NotImplemented

        cls.__init__, cls.__repr__, cls.__eq__ = __init__, __repr__, __eq__
        cls.__hash__ = (lambda self: hash(key(self))) if frozen else None
        if order:
            for name in ("lt", "le", "gt", "ge"):
                def method(self, other, name=f"__{name}__"):
                    if other.__class__ is not self.__class__:
                        return NotImplemented
                    return getattr(key(self), name)(key(other))
                setattr(cls, f"__{name}__", method)
        if frozen:
            def refuse(self, name, value=None):
                raise FrozenError(f"cannot change {name!r}")
            cls.__setattr__ = cls.__delattr__ = refuse
        return cls

    return build if cls is None else build(cls)


def to_plain(value):
    if hasattr(value, "__fields__"):
        return {name: to_plain(getattr(value, name)) for name in value.__fields__}
    if isinstance(value, (list, tuple)):
        return [to_plain(item) for item in value]
    if isinstance(value, dict):
        return {key: to_plain(item) for key, item in value.items()}
    return value


@record(order=True, frozen=True)
class Version:
    major: int
    minor: int = 0
    label: str = field(default="", compare=False)


@record
class Package:
    name: str
    version: Version
    tags: list = field(factory=list)
    secret: str = field(default="s3cret", repr=False)

    def __post_init__(self):
        if isinstance(self.version, str):
            self.version = Version(*map(int, self.version.split(".")))


@record
class Bundle(Package):
    parts: tuple = ()


a = Package("core", "1.2")
b = Package("core", Version(1, 2, "beta"))
a.tags.append("x")
print(a, b, a == b, b.tags, Package.__fields__.keys() == Bundle.__fields__.keys())
versions = [Version(2), Version(1, 5), Version(1, 2, "z"), Version(1, 2, "a")]
print(sorted(versions), max(versions), Version(1) < Version(1, 1), Version(1, 2, "q") == Version(1, 2))
print({Version(1): "one", Version(1, 0, "again"): "two"}, Version(3) in {Version(3)})
bundle = Bundle("all", "2.0", parts=(a, b))
print(bundle)
print(json.dumps(to_plain(bundle), indent=1))
for action in (
    lambda: Version(), lambda: Version(1, 2, "", 4), lambda: Version(1, major=2), lambda: Version(1, patch=1),
    lambda: setattr(Version(1), "major", 2), lambda: delattr(Version(1), "major"), lambda: hash(a),
    lambda: Version(1) < 5, lambda: Version(1) == 5, lambda: Package("x", "a.b"), lambda: Version(1) < a,
):
    try:
        print("->", action())
    except Exception as error:
        print(f"{type(error).__name__}: {error}")
