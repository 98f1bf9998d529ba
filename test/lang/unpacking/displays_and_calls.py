# Stars in list, tuple, set, dict displays and calls, mixed order and overriding.
l, t, d = [1, 2], (3,), {'a': 1, 'b': 2}
print([*l, *t, *d], (*l, 0, *t), sorted({*l, *t, 1}), {**d, 'c': 3}, {'a': 0, **d})
print({**d, 'a': 9, **{'b': 8}})
print([*'ab', *range(2), *[]], *l, *t, sep='-')
def f(*a, **k): return a, k
print(f(*l, 9, *t, x=1, **d), f(*[], **{}), f(*d, **d), f(*(), *l, k=0, *t))
x = *l, *t
print(x, [*x][1:], (*[],), [*[*[*[1]]]], {**{**{}}})
def g(): yield from 'xy'
print([*g(), *map(str, l)], {*g()} == {'x', 'y'}, dict(**d, z=0), max(*l, *t))
print(print(*[], end='') is None)
for v in *l, *t: print(v, end=' ')
def r(): return *l, 5
print(r())
def y(): yield *l, 6
print(*y(), [*y()][0][-1])
a = {'k': [*l]}; a['k'][0:0] = *t, *t
print(a, l)
class G:
    def __getitem__(self, k): return k
print(G()[*l, 9], G()[*l], G()[1:2, *t])
def e(fn):
    try: print(fn())
    except TypeError as x: print(x)
e(lambda: [*5]); e(lambda: (*None,)); e(lambda: {*1}); e(lambda: {**[1]}); e(lambda: f(*1))
e(lambda: f(**5))
e(lambda: f(**{1: 2})); e(lambda: dict(**{'a': 1}, **{'a': 2})); e(lambda: {**{1: 2}})
e(lambda: print(*5))
