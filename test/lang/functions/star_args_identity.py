# *args is a fresh tuple, **kwargs a fresh dict; callers are not affected.
def f(*args, **kw):
    kw['extra'] = 1
    return args, kw

src = {'a': 1}
lst = [1, 2]
a, k = f(*lst, **src)
print(a, k, src, lst)
lst.append(3)
print(a)
t = (1, 2)
print(f(*t)[0] == t, type(f()[0]), type(f()[1]))

def gen():
    for i in range(3):
        yield i

print(f(*gen(), *'ab', *{'k': 1}, *range(2)))
print(max(*[3, 1], *[5]), [*gen()], (*gen(), *gen()))

class M:
    def keys(self):
        return ['x', 'y']
    def __getitem__(self, k):
        return k * 2

print(f(**M()))
print({**M(), 'x': 0, **{'y': 9}})
