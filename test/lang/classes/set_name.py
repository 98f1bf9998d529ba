# __set_name__ is called in order, before __init_subclass__, only at class creation.
class Field:
    def __init__(self, kind): self.kind = kind
    def __set_name__(self, owner, name):
        print('set_name', owner.__name__, name)
        self.name = name
    def __get__(self, obj, owner):
        if obj is None: return self
        return obj.__dict__.get(self.name, f'<unset {self.name}>')
    def __set__(self, obj, v):
        if not isinstance(v, self.kind):
            raise TypeError(f'{self.name} must be {self.kind.__name__}, not {type(v).__name__}')
        obj.__dict__[self.name] = v

class Base:
    def __init_subclass__(cls, **kw):
        super().__init_subclass__(**kw)
        cls.fields = [k for k, v in vars(cls).items() if isinstance(v, Field)]
        print('subclass', cls.__name__, cls.fields)

class Rec(Base):
    name = Field(str)
    age = Field(int)
    alias = name

r = Rec()
r.age = 5
print(r.age, r.name, Rec.age.kind)
try:
    r.age = 'old'
except TypeError as e:
    print(e)
Rec.late = Field(int)
print(hasattr(Rec.__dict__['late'], 'name'))
class Boom:
    def __set_name__(self, o, n): raise ValueError('boom')
try:
    class X: b = Boom()
except RuntimeError as e:
    print(e, '/', repr(e.__cause__))
