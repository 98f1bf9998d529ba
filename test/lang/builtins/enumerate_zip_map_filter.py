# Lazy builtins: enumerate, zip, map, filter, reversed; exhaustion and laziness.
print(list(enumerate('ab')), list(enumerate('ab', 5)), list(enumerate([], 1)))
print(dict(enumerate('xy', start=-1)), list(enumerate('a', 10**20)))
print(list(zip('ab', [1, 2, 3])), list(zip()), list(zip('a')), list(zip('ab', 'cd', 'ef')))
print(list(zip(*[(1, 2), (3, 4)])), list(zip('ab', 'cd', strict=True)))
print(list(map(str, [1, 2])), list(map(lambda a, b: a + b, [1, 2, 3], [10, 20])))
print(list(map(max, 'ab', 'ba')), list(map(int, '123')), list(map(lambda *a: a, 'a', 'b', 'c')))
print(list(filter(None, [0, 1, '', 'a', [], None])), list(filter(str.isdigit, 'a1b2')))
print(list(filter(lambda x: x % 2, range(5))), list(reversed([1, 2])), list(reversed('ab')))
print(''.join(reversed('xyz')))
def src(n):
    for i in range(n): print('pull', i, end=' '); yield i
z = zip(src(3), src(2))
print(list(z), next(z, 'done'))
m = map(lambda x: x * 2, src(3))
print(next(m)); print(list(m), list(m))
f = filter(lambda x: x > 0, src(3)); print(next(f), iter(f) is f)
it = iter('abc')
print(list(zip(it, it)), list(it), next(zip([1], []), 'none'), type(z).__name__)
print(type(m).__name__, type(f).__name__, type(enumerate('')).__name__)
print(type(reversed([])).__name__)
for g in (lambda: list(zip('ab', 'c', strict=True)), lambda: list(zip('a', 'bc', strict=True)),
           lambda: list(zip('a', 'b', 'cd', strict=True)), lambda: zip(5), lambda: map(str),
           lambda: map(), lambda: list(map(5, [1])), lambda: filter(None), lambda: filter(None,
           5), lambda: enumerate(), lambda: enumerate(5), lambda: enumerate([], 'a'),
           lambda: reversed(5), lambda: reversed({1}), lambda: list(map(lambda a: a, [1], [2])),
           lambda: zip([], foo=1), lambda: next(5), lambda: reversed(x for x in [])):
    try: print(g())
    except (TypeError, ValueError) as e: print(type(e).__name__, e)
def raiser(x):
    if x == 1: raise KeyError(x)
    return x
m = map(raiser, range(3))
print(next(m))
try: next(m)
except KeyError as e: print(e, list(m))
