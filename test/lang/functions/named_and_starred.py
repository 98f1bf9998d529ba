# Every way to give arguments to functions of many signatures: by place, by name, starred, mapped.
def none(): return ()
def one(a): return (a,)
def two(a, b): return (a, b)
def second(a, b=2): return (a, b)
def both(a=1, b=2): return (a, b)
def three(a, b=2, c=3): return (a, b, c)
def by_place(a, b=2, /): return (a, b)
def mixed(a, /, b, c=3): return (a, b, c)
def by_name(a, *, b, c=3): return (a, b, c)
def rest(a, *args): return (a, args)
def names(a=1, **kwargs): return (a, kwargs)
def all_of(a, /, b=2, *args, c=3, **kwargs): return (a, b, args, c, kwargs)
def generator(a, b=2): yield (a, b)


def local(a, b=2, c=3):
    d = None
    del d
    try:
        return (a, b, c, d)
    except UnboundLocalError as error:
        return (a, b, c, type(error).__name__)


class Class:
    def __init__(self, a, b=2, c=3):
        self.got = (a, b, c)

    def method(self, a, b=2):
        return (a, b)

    @classmethod
    def of_class(cls, a, b=2):
        return (cls.__name__, a, b)

    @staticmethod
    def static(a, b=2):
        return (a, b)

    def __str__(self):
        return 'a thing'

    def __call__(self, a, b=2):
        return (a, b)


def made(*args, **kwargs):
    return Class(*args, **kwargs).got


def listed(*args, **kwargs):
    return list(generator(*args, **kwargs))


thing = Class(0)
functions = [none, one, two, second, both, three, by_place, mixed, by_name, rest, names, all_of,
             local, made, listed, thing.method, Class.of_class, Class.static, thing.static, thing]
calls = {
    'b=': lambda f: f(b=20),
    'a= b=': lambda f: f(a=10, b=20),
    'b= a=': lambda f: f(b=20, a=10),
    '1, b=': lambda f: f(10, b=20),
    '1, a=': lambda f: f(10, a=20),
    '1, c=': lambda f: f(10, c=30),
    '1, c= b=': lambda f: f(10, c=30, b=20),
    '1, 2, c=': lambda f: f(10, 20, c=30),
    '1, d=': lambda f: f(10, d=40),
    '*()': lambda f: f(*()),
    '*[1]': lambda f: f(*[10]),
    '*(1, 2)': lambda f: f(*(10, 20)),
    '*(1, 2, 3)': lambda f: f(*(10, 20, 30)),
    '*range': lambda f: f(*range(2)),
    '1, *[2]': lambda f: f(10, *[20]),
    '*[1], 2': lambda f: f(*[10], 20),
    '**{}': lambda f: f(**{}),
    '*[], **{}': lambda f: f(*[], **{}),
    '*(1,), **{b}': lambda f: f(*(10,), **{'b': 20}),
    '**{a, b}': lambda f: f(**{'a': 10, 'b': 20}),
    '**{b}, **{a}': lambda f: f(**{'b': 20}, **{'a': 10}),
    '**{b}, **{b}': lambda f: f(**{'b': 20}, **{'b': 10}),
    'b=, **{a}': lambda f: f(b=20, **{'a': 10}),
    'b=, **{b}': lambda f: f(b=20, **{'b': 10}),
    '**{1}': lambda f: f(**{1: 10}),
    '1, **{1}': lambda f: f(10, **{'b': 1, 2: 3}),
    '**3': lambda f: f(**3),
    '*3': lambda f: f(*3),
    'self=': lambda f: f(10, self=1),
}
for f in functions:
    name = getattr(f, '__qualname__', 'thing')
    for how, call in calls.items():
        try:
            print(name, how, call(f))
        except TypeError as error:
            print(name, how, error)


class Mapping:
    def keys(self):
        return ['b', 'a']

    def __getitem__(self, key):
        return key * 2


class Name(str):
    pass


class Names(dict):
    def __getitem__(self, key):
        return 'never asked'


print(two(**Mapping()), two(**{Name('a'): 1, 'b': 2}), two(**Names(a=1, b=2)))
print({**Names(a=1), **{"c": 2}}, dict(**Names(a=1)))
print(all_of(1, **{str(i) + 'x': i for i in range(20)}))
given = {'a': 1}
kept = names(**given)[1]
kept['more'] = 1
print(given)


def counted(f):
    def wrapper(*args, **kwargs):
        wrapper.count += 1
        return f(*args, **kwargs)
    wrapper.count = 0
    return wrapper


@counted
def add(a, b=1):
    return a + b


print(add(1), add(1, 2), add(1, b=3), add(a=1), add(b=5, a=4), add.count)
