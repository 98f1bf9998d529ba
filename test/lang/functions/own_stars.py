# Calls of functions whose own stars take arguments: how many there are, defaults, methods, errors.
# resume-every: 1
def rest(*args):
    return args


def first(a, *args):
    return a, args


def defaults(a, b=2, *args, **named):
    local = len(args)
    return a, b, args, named, local


def only_named(a=1, **named):
    return a, named


def unset(flag, *args):
    if flag:
        value = 1
    return value


class C:
    def method(self, *args):
        return args

    def named(self, a, **named):
        return a, named

    @classmethod
    def of(cls, *args):
        return cls.__name__, args

    @staticmethod
    def plain(*args, **named):
        return args, named

    def __init__(self, *args):
        self.args = args

    def __call__(self, *args):
        return self.args + args


def trace(function):
    def wrapper(*args, **named):
        return function(*args, **named)
    return wrapper


@trace
def summed(a, b, c=0):
    return a + b + c


print(rest(), rest(1), rest(1, 2, 3), rest() is ())
print(first(1), first(1, 2), first(1, 2, 3))
print(defaults(1), defaults(1, 3), defaults(1, 3, 4, 5), defaults(a=1), defaults(1, z=5))
print(only_named(), only_named(2), only_named(2, b=3), only_named(**{'c': 4}))
c = C(1, 2)
print(c.method(), c.method(1, 2), c.named(1), c.named(1, b=2), C.of(), C.of(1), C.plain(1, x=2), c(3))
print(summed(1, 2), summed(1, 2, 3), summed(1, b=5), summed(*[1, 2], **{'c': 9}))
bound = c.method
print(bound(7, 8), [*map(rest, range(3))])
one, two = only_named(), only_named()
one[1]['x'] = 1
print(one, two)
print(unset(True))
for call in (lambda: unset(False), lambda: first(), lambda: only_named(1, 2), lambda: defaults(),
             lambda: first(*[]), lambda: c.named(), lambda: c.named(1, 2), lambda: summed(1)):
    try:
        print(call())
    except Exception as e:
        print(type(e).__name__, e)


def deep(n, *args):
    return len(args) if n == 0 else deep(n - 1, n, *args)


print(deep(60))
