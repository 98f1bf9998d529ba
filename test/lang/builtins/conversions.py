# int, float, str, bool, list, tuple, dict, set conversions between each other.
vals = [0, 1, -5, True, 2.7, -2.7, '7', ' 8 ', '', 'a', None, [], [1], (), (1, 2), {}, {'k': 1},
        b'9', range(2), 1e20]
for f in (int, float, str, bool, list, tuple):
    out = []
    for v in vals:
        try: out.append(f(v))
        except (TypeError, ValueError) as e: out.append(type(e).__name__[:5])
    print(f.__name__, out)
print(list('ab'), list({'a': 1}), list({'a': 1}.items()), tuple([1, 2]), sorted(set('aab')))
print(dict([('a', 1)]), list(range(3)), list(b'ab'), str([1, 'a']), list((1,)))
print(list(map(int, '12')))
print(chr(97), ord('a'), hex(255), oct(8), bin(5), int('ff', 16), int('0b11', 0), float('1e3'))
print(str(1e3), repr('a'), ascii('é'), bool('0'), int(2.99), int(-2.99), round(2.5), abs(-3))
print(divmod(7, -2))
print(type(1), type(1.0), type('a'), type(None), type([]), type(()), type({}), type(set()))
print(type(frozenset()), type(b''), type(range(1)), type(slice(1)), type(print))
print(type(lambda: 0), type(int), type(...), type(NotImplemented), type(iter([])))
print(type([].append), type(type))
print(int('1' * 25), int(float(10**22)), float('1' * 25), int(str(2**80)), float(str(0.1)))
print(int(1e18), list(str(123)), ''.join(map(chr, (104, 105))), [int(c) for c in '345'])
print(sum(map(int, str(2**10))))
for f, a in ((chr, 'a'), (ord, 5), (ord, 'ab'), (hex, 'a'), (bin, 1.5), (abs, 'a'), (dict, 5),
             (list, 5), (set, 5), (tuple, 5), (round, 'a'), (int, [1]), (float, [1]), (bytes,
                     'a'), (bool, 1)):
    try: print(f.__name__, f(a))
    except TypeError as e: print(f.__name__, e)
