# What would not fit into any memory is refused at once: repetition of every sequence.
def said(f, *args):
    try:
        return repr(f(*args))[:60]
    except Exception as error:
        return f"{type(error).__name__}: {error}"

for what in ('x', 'é', b'x', [0], (0,)):
    for times in (10 ** 12, 2 ** 62, 10 ** 30, -10 ** 12):
        print(type(what).__name__, times, said(lambda: what * times), said(lambda: times * what))
print(said(lambda: '' * 2 ** 62), said(lambda: [] * 2 ** 62), said(lambda: b'' * 2 ** 62))
for name in ('bytes', 'bytearray'):
    make = {'bytes': bytes, 'bytearray': bytearray}[name]
    for size in (10 ** 15, 10 ** 30, -1):
        print(name, size, said(make, size))
