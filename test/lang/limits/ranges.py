# resume-every: 4
# Ranges of any size: what counts is what is made of them.
def said(f, *args):
    try:
        return repr(f(*args))[:60]
    except Exception as error:
        return f"{type(error).__name__}: {error}"

huge = range(10 ** 30)
print(said(len, huge), huge[10 ** 29], huge[-1], 10 ** 29 in huge, huge.index(10 ** 25), huge.count(5))
print(next(iter(huge)), next(reversed(huge)), huge == range(0, 10 ** 30, 1), bool(huge), hash(huge) == hash(range(10 ** 30)))
for f in (lambda: list(range(10 ** 12)), lambda: tuple(range(10 ** 12)),
          lambda: sorted(range(10 ** 12)), lambda: [*range(10 ** 12)],
          lambda: bytes(range(10 ** 12)), lambda: range(10 ** 12).index(-1), lambda: huge[10 ** 30]):
    print(said(f))
def unpack():
    a, b = range(10 ** 12)
print(said(unpack))
x = [1, 2, 3]
def assign():
    x[1:] = range(10 ** 12)
print(said(assign), x)
print(len(list(zip(range(10 ** 12), 'abc'))), list(zip('ab', range(10 ** 40))))
print(list(map(pow, range(3), range(10 ** 12))), next(filter(None, range(10 ** 12))), next(enumerate(huge, 10 ** 40)))
print(all(range(10 ** 12)), any(range(10 ** 12)), 7 in iter(range(10 ** 12)))
