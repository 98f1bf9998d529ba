# Loops over dicts, sets and what is made of lists, where a step is as usual and where it is not:
# entries deleted before and behind, sizes that change, iterators shared with other code.
def told(f, *args):
    try:
        return f(*args)
    except Exception as e:
        return type(e).__name__, str(e)


def keys_while(d, change):
    seen = []
    for k in d:
        seen.append(k)
        change(d, k)
    return seen


def pairs_while(d, change):
    seen = []
    for k, v in d.items():
        seen.append((k, v))
        change(d, k)
    return seen


def replace(d, k):
    del d[k]
    d[k + 100] = 0


def grow(d, k):
    d[-k - 1] = 0


def overwrite(d, k):
    d[k] = -k


for change in (replace, grow, overwrite, lambda d, k: None, lambda d, k: d.clear()):
    print(told(keys_while, dict.fromkeys(range(3), 1), change))
    print(told(pairs_while, dict.fromkeys(range(3), 1), change))
holes = dict.fromkeys(range(40), 'x')
for k in range(0, 40, 3):
    del holes[k]
for k in range(7):
    holes.pop(k, None)
print([k for k in holes], [v for v in holes.values()].count('x'))
for k, v in holes.items():
    if k > 35:
        print(k, v)
for k in holes:
    holes = {}
print(k, holes)
members = {1, 2, 3}
try:
    for x in members:
        members.add(x + 10)
except RuntimeError as e:
    print(e)
members = set(range(20))
for x in range(0, 20, 2):
    members.discard(x)
print(sum(1 for x in members), sorted(x for x in members))
for x in frozenset('a'):
    print(x)
items = iter({'a': 1, 'b': 2, 'c': 3, 'd': 4}.items())
for k, v in items:
    print(k, v, next(items))
for pair in {'a': 1}.items():
    print(pair)
for k, *v in {'a': 1}.items():
    print(k, v)
try:
    for k, v, w in {'a': 1}.items():
        pass
except ValueError as e:
    print(e, k, v)
back = reversed([1, 2, 3, 4])
for x in back:
    print(x, list(back))
shrinking = [1, 2, 3, 4, 5, 6]
for x in reversed(shrinking):
    print(x)
    del shrinking[-2:]
for i, (k, v) in enumerate({'a': 1, 'b': 2}.items()):
    print(i, k, v)
for x, y in zip({1: 2}, {3}):
    print(x, y)
for x, y in zip([1, 2], (3, 4), strict=True):
    print(x, y)
try:
    for x, y in zip([1, 2, 3], [3, 4], strict=True):
        print(x, y)
except ValueError as e:
    print(e)
text = iter('abü')
for c in text:
    print(c)
print(list(text))
for c in 'añ€😀':
    print(c, end=' ')
print()
a = [0]
for a[0], b in zip([5, 6], [7, 8]):
    print(a, b)
b = [1, 2]
for b, c in zip(b, b):
    print(b, c)
