# perdure-only
# options: --heap-max=2M
# resume-every: 9973
# A loop that fills the memory ends in a MemoryError that can be caught; what it held is free again. CPython has no such limit.
def appends():
    x = []
    while True: x.append([1])
def extends():
    x = [0]
    while True: x.extend(x)
def adds():
    x = [0]
    while True: x += x
def text():
    x = 'a'
    while True: x += x
def binary():
    x = bytearray(b'a')
    while True: x.extend(x)
def pairs():
    x = ()
    while True: x = (x, x, len(x) * 'z')
def table():
    d = {}
    while True: d[len(d)] = d
def keys():
    s = set()
    while True: s.add(len(s))
def iterates():
    x = [1]
    for y in x: x.append(y)
def attributes():
    class A: pass
    a = A()
    while True: setattr(a, f'x{len(a.__dict__)}', 1)
def generators():
    g = iter(())
    while True: g = (x for x in g)
def endless(): return list(iter(int, 1))
def cubes(): return [x for a in range(10 ** 5) for b in range(10 ** 5) for x in range(10 ** 5)]
def products(): return {(a, b) for a in range(10 ** 5) for b in range(10 ** 5)}
def joins(): return ''.join(map(str, range(10 ** 12)))
def stars(): return print(*range(10 ** 12))
def sorts(): return sorted(iter(int, 1))
def fromkeys(): return dict.fromkeys(range(10 ** 12))
def a_set(): return set(range(10 ** 12))
def closures():
    f = lambda: 0
    while True: f = (lambda g: lambda: g())(f)
for work in (appends, extends, adds, text, binary, pairs, table, keys, iterates, attributes, generators, endless, cubes,
             products, joins, stars, sorts, closures, fromkeys, a_set):
    try:
        work()
        print('ended')
    except MemoryError as error:
        print(work.__name__, type(error).__name__)
print(sum(list(range(1000))))
# expect: appends MemoryError
# expect: extends MemoryError
# expect: adds MemoryError
# expect: text MemoryError
# expect: binary MemoryError
# expect: pairs MemoryError
# expect: table MemoryError
# expect: keys MemoryError
# expect: iterates MemoryError
# expect: attributes MemoryError
# expect: generators MemoryError
# expect: endless MemoryError
# expect: cubes MemoryError
# expect: products MemoryError
# expect: joins MemoryError
# expect: stars MemoryError
# expect: sorts MemoryError
# expect: closures MemoryError
# expect: fromkeys MemoryError
# expect: a_set MemoryError
# expect: 499500
