# resume-every: 1009
# Data nested far deeper than anything may recurse into.
def deep(step, start, count=3000):
    for _ in range(count):
        start = step(start)
    return start
def said(f):
    try:
        return str(f())[:40]
    except Exception as error:
        return f'{type(error).__name__}: {str(error)[:32]}'
lists = deep(lambda x: [x], []), deep(lambda x: [x], [])
tuples = deep(lambda x: (x,), ()), deep(lambda x: (x,), ())
dicts = deep(lambda x: {1: x}, {}), deep(lambda x: {1: x}, {})
for name, (a, b) in {'list': lists, 'tuple': tuples, 'dict': dicts}.items():
    print(name, said(lambda: repr(a)), said(lambda: a == b), said(lambda: a in [b]), said(lambda: f'{a}'), a == a)
for a, b in (lists, tuples):
    print(said(lambda: a < b), said(lambda: sorted([a, b])), said(lambda: max(a, b)), said(lambda: [a].index(b)))
print(said(lambda: repr(deep(lambda x: slice(x), 1))), said(lambda: repr(deep(lambda x: frozenset([x]), 1))))
print(said(lambda: repr(deep(lambda x: {1: x}.values(), 1))), said(lambda: repr(deep(lambda x: ValueError(x), 1))))
types = deep(lambda x: (x,), int)
print(said(lambda: isinstance('', types)), said(lambda: issubclass(str, types)), said(lambda: 'a'.startswith(types)))
f = lambda: 0
for _ in range(3000):
    f = (lambda g: lambda: g())(f)
print(said(f))
cyclic = []
cyclic.append(cyclic)
other = []
other.append(other)
print(cyclic, said(lambda: cyclic == other), said(lambda: hash((cyclic,))))
