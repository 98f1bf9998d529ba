# Containers under mutation, subclasses, wrong arguments.
# resume-every: 997
# timeout: 60
def t(label, f):
    try:
        r = f()
        print(label, '->', r)
    except BaseException as e:
        print(label, '!!', type(e).__name__, e)
# mutation during iteration
def m1():
    d = {1: 1, 2: 2}
    for k in d: d[k + 10] = 1
def m2():
    d = {1: 1, 2: 2}
    for k in d: del d[k]
def m3():
    d = {1: 1, 2: 2, 3: 3}
    out = []
    for k in d:
        out.append(k)
        d[k] = 5
    return out
def m4():
    d = {1: 1, 2: 2}
    for k in d.items(): d.clear()
def m5():
    s = {1, 2, 3}
    for k in s: s.add(k + 10)
def m6():
    s = {1, 2, 3}
    for k in s: s.discard(k)
def m7():
    l = [1, 2, 3, 4]; out = []
    for x in l:
        out.append(x)
        if x % 2: l.remove(x)
    return out, l
def m8():
    l = [1]; n = 0
    for x in l:
        n += 1
        if n < 5: l.append(n)
    return l
def m9():
    d = {1: 1, 2: 2}
    it = iter(d); next(it); del d[2]; d[3] = 3
    return list(it)
def m10():
    d = {1: 1}; it = iter(d)
    d[2] = 2
    try: next(it)
    except RuntimeError as e: print(e)
    del d[2]
    try: print(next(it))
    except RuntimeError as e: print(e)
def m11():
    d = {i: i for i in range(5)}
    r = reversed(d); next(r); d[9] = 1
    return list(r)
def m12():
    l = [1, 2, 3]; it = iter(l); list(it); l.append(4)
    return list(it)
def m13():
    l = [1, 2, 3]; r = reversed(l); l.append(4)
    a = list(r); l2 = [1, 2, 3]; r2 = reversed(l2); del l2[1:]
    return a, list(r2)
def m14():
    class K:
        def __init__(s, v): s.v = v
        def __hash__(s): return 1
        def __eq__(s, o): 
            if s.v == 'evil': d.clear()
            return s.v == o.v
    d = {K(i): i for i in range(4)}
    return d.get(K('evil'), 'none')
def m15():
    l = [3, 1, 2]
    def key(x): l.append(x); return x
    try: l.sort(key=key)
    except ValueError as e: print(e)
    return l
def m16():
    class X:
        def __lt__(s, o): raise ZeroDivisionError('lt')
    l = [X(), 2, 1]
    try: l.sort()
    except ZeroDivisionError as e: print(e)
    return len(l)
def m17():
    b = bytearray(b'abc'); out = []
    for x in b:
        out.append(x)
        if len(b) < 6: b.append(65)
    return out
def m18():
    l = [1, 2, 3]; l[:] = l; l.extend(l); l += l
    return l
def m19():
    l = [1, 2, 3, 4, 5]
    l[1:3] = iter('xyz'); l[::2] = 'ABC'
    return l
def m20():
    l = [1, 2, 3, 4]
    l[::2] = [1]
def m21():
    l = [1]; l[0:0] = 5
def m22():
    l = [1, 2, 3]; l[5:2] = [9]; l[-100:1] = []
    return l
def m23():
    l = list(range(10)); del l[::3]; del l[-1]; del l[10:]; del l[::-2]
    return l
def m24():
    a = [1]; a.append(a); return repr(a), a == a, str([a, a])
def m25():
    a = [1]; a.append(a); b = [1]; b.append(b)
    return a == b
def m26():
    d = {}; d['d'] = d; d['l'] = [d]; s = (d,); d['t'] = s
    return repr(d), repr(s)
def m27():
    class L(list): pass
    l = L(); l.append(l); return repr(l)
def m28():
    class D(dict):
        def __missing__(s, k): return ('missing', k)
    d = D(a=1)
    return d['x'], d.get('x'), 'x' in d, d
def m29():
    class D(dict):
        def __missing__(s, k): raise LookupError('custom %s' % k)
    D()['q']
def m30():
    class D(dict):
        def __getitem__(s, k): return 'over'
        def __setitem__(s, k, v): dict.__setitem__(s, k, 'set%s' % v)
        def keys(s): return ['zz']
        def __iter__(s): return iter(['it'])
        def __len__(s): return 42
    d = D(a=1); d['b'] = 2; d.update(c=3); d.setdefault('e', 5)
    return d['q'], dict.__repr__(d), dict(d), {**d}, list(d), len(d), d.get('a'), bool(d), d == {'a': 1}
def m31():
    class L(list):
        def __getitem__(s, i): return 'gi'
        def __iter__(s): return iter('it')
        def __len__(s): return 7
        def __contains__(s, x): return True
        def __eq__(s, o): return 'eq'
        def append(s, x): list.append(s, ('ap', x))
    l = L([1, 2]); l.append(3); l.extend([4]); l += [5]
    return l[0], l[:], list(l), len(l), 99 in l, l == 5, list.__repr__(l), sorted(l), tuple(l), [*l], sum([1 for _ in l]), list.__len__(l), l + [1], l * 2, l.copy(), max(l), ''.join(l)
def m32():
    class S(str):
        def __str__(s): return 'strS'
        def __repr__(s): return 'reprS'
        def __len__(s): return 99
        def __eq__(s, o): return True
        def __hash__(s): return 5
        def __iter__(s): return iter('XY')
        def __getitem__(s, i): return 'gi'
        def upper(s): return 'UP'
        def __add__(s, o): return 'added'
        def __format__(s, f): return 'fmt'
        def __contains__(s, o): return False
    s = S('abc')
    return str(s), repr(s), len(s), s == 'zz', {s: 1}, list(s), s[0], s.upper(), s + 'x', 'x' + s, f'{s}', '%s' % s, 'a' in s, s.lower(), ''.join([s, s]), s * 2, s[:], type(s[:]), s.replace('a', 'b'), str.__len__(s), type(s.lower()), type(s.strip()), 'abc' == s, print(s), sorted(s), '-'.join(s), s.encode(), int(S('5')) , S('a') < 'b'
def m33():
    class I(int):
        def __add__(s, o): return 'add'
        def __repr__(s): return 'I'
        def __str__(s): return 'sI'
        def __int__(s): return 77
        def __index__(s): return 66
        def __bool__(s): return False
        def __eq__(s, o): return False
        def __hash__(s): return 1
        def __float__(s): return 0.5
    i = I(5)
    return i + 1, 1 + i, sum([i, i]), int(i), [0] * 6 == [0] * 5, bool(i), i == 5, str(i), repr(i), '%d' % i, f'{i}', f'{i:d}', hex(i), float(i), range(10)[i], i * 2, -i, abs(i), i.real, type(i.real), round(i), i.bit_length(), [1, 2, 3, 4, 5, 6][i], divmod(i, 2), i ** 2, i < 6, {5: 1}.get(i), max(i, 3), int.__repr__(i), '%s' % i, '%x' % i, chr(I(65)), json_dumps(i)
def json_dumps(x):
    import json
    return json.dumps(x), json.dumps([x]), json.dumps({x: x})
def m34():
    class F(float):
        def __repr__(s): return 'F'
        def __float__(s): return 9.0
        def __round__(s, n=None): return 'rounded'
    f = F(2.5)
    return str(f), repr(f), float(f), round(f), f + 1, type(f + 1), f'{f}', f'{f:.1f}', '%f' % f, int(f), f == 2.5, hash(f) == hash(2.5), json_dumps(f)
def m35():
    class T(tuple):
        def __new__(cls, *a): return tuple.__new__(cls, a)
        def __eq__(s, o): return 'teq'
        def __hash__(s): return 3
        def __iter__(s): return iter('tt')
        def __getitem__(s, i): return 'g'
    x = T(1, 2)
    a, b = x
    return x == 5, hash(x), list(x), x[0], a, b, tuple.__getitem__(x, 0), x + (3,), '%s %s' % x, repr(x), len(x), x[:], 1 in x, (1, 2) == x, isinstance(x, tuple), x * 2
def m36():
    class S(set):
        def __contains__(s, x): return 'yes'
        def add(s, x): set.add(s, ('a', x))
    s = S([1]); s.add(2); s |= {3}
    return 9 in s, len(s), type(s | {1}).__name__, type(s.copy()).__name__, s == {1, ('a', 2), 3}
def m37():
    class D(dict): pass
    d = D(a=1)
    return type(d.copy()).__name__, type(d | {}).__name__, type({} | d).__name__, D.fromkeys('ab'), type(D.fromkeys('a')).__name__, repr(d), d == {'a': 1}
def m38():
    d = {1: 'int'}
    d[1.0] = 'float'; d[True] = 'bool'
    return d, {True: 1, 1: 2, 1.0: 3}, {1, 1.0, True}, d[1 + 0j]
def m39():
    n = float('nan')
    return n in [n], [n] == [n], n == n, {n: 1}[n], [n].count(n), [n].index(n), (n,) == (n,), float('nan') in [float('nan')] if False else 0
def m40(): return {}.fromkeys([1, 2], []), dict([(1, 2), [3, 4], 'ab']), dict(a=1, **{'b': 2}), dict({'a': 1}, a=2), dict([], x=1)
def m41(): return dict([(1, 2, 3)])
def m42(): return dict([1])
def m43(): return dict(5)
def m44(): return dict({}, {})
def m45(): return {**5}
def m46(): return {1: 2}.keys() | {3}, sorted({1: 2, 3: 4}.keys() & {1}), {1: 2}.items() - {(1, 2)}, {1: 2}.keys() ^ [1, 5], {1: 2}.keys() == {1}, {1: 2}.keys() < {1, 2}, {1: []}.keys().isdisjoint([2]), {1: 2}.values() == {1: 2}.values()
def m47(): return {1: []}.items() | {1}
def m48(): return (1, [2]) < (1, [3]), [1, 2] < [1, 2, 3], (1,) < (0, 5), [] < [0], [1, 'a'] < [2, 5], (1, 2) == [1, 2]
def m49(): return [1, 'a'] < [1, 5]
def m50(): return sorted([(1, 'b'), (1, 'a'), (0, 'z')]), sorted('hello'), sorted({'b': 1, 'a': 2}), sorted([3, 1, 2], reverse=True), sorted([[2], [1]]), sorted([True, False, 2, -1])
def m51(): return sorted([1, 'a'])
def m52(): return sorted([1, 2], key=5)
def m53(): return sorted(5)
def m54(): return sorted([1], 5)
def m55(): return [1].sort(foo=5)
def m56(): return [1, 2, 3].sort(lambda x: x)
def m57(): return sorted([('a', 1), ('b', 1), ('c', 0)], key=lambda p: p[1], reverse=True)
def m58(): return {1, 2} | [3]
def m59(): return {1, 2}.union([3], (4,), {5: 6}), {1, 2} & frozenset([2]), type({1} | frozenset([2])).__name__, type(frozenset([2]) | {1}).__name__, {1} < {1, 2}, {1} <= {1}, {1, 2} > {1}, {1} == frozenset([1]), {1}.issubset([1, 2]), {1, 2} ^ {2, 3}
def m60(): return {1} < [1]
def m61(): return [[]] in {1}
def m62(): return {1} in {frozenset([1])}, {1} in [{1}]
def m63(): s = {frozenset([1])}; s.remove({1}); return s
def m64(): return hash((1, [2]))
def m65(): return {[1]: 2}
def m66(): return {1: 2}[[1]]
def m67(): return [1, 2] * -1, [1] * 0, 'ab' * -5, (1,) * 2, [[]] * 3
def m68(): return [1] * 1.5
def m69(): x = [1, 2, 3]; return x[1:2, 3]
def m70(): return [1, 2, 3][slice(0, 2)], 'abc'[::-1], (1, 2, 3)[-2:], b'abc'[1], b'abc'[1:], [1, 2, 3][True], 'abc'[-1], range(10)[2:8:2], range(10)[-1], range(5)[::-1]
def m71(): x = [1, 2, 3]; return x[1.0]
def m72(): x = 'abc'; return x[None]
def m73(): x = (1, 2); return x['a':]
def m74():
    x = [1, 2]; x['a'] = 1
def m75():
    x = [1, 2]; x[5] = 1
def m76():
    x = [1, 2]; del x[5]
def m77():
    x = bytearray(3); x[0] = 256
def m78():
    x = bytearray(b'abc'); x[0] = b'a'
def m79():
    x = bytearray(b'abcdef'); x[1:3] = b'XYZ'; x[::2] = b'1234'; del x[0]; x += b'zz'; x *= 2; return x
def m80():
    x = bytearray(b'abc'); x[0:1] = 'a'
def m81():
    x = bytearray(b'abc'); x[1:2] = [65, 66]; return x
def m82(): return bytes([1, 2, 256])
def m83(): return bytes('a')
def m84(): return bytes(-1)
def m85(): return bytes([1, 'a'])
def m86(): return bytes('é', 'latin-1'), bytes(3), bytes(b'x'), bytes([65]), bytes((1, 2)), bytes(iter([1])), bytes(bytearray(b'q')), bytes(range(3)), bytes('a', 'utf8', 'strict')
def m87(): return bytes(1, 'utf8')
def m88(): return list(zip([1, 2], 'abc')), list(zip()), list(zip([1], [2], strict=True)), dict(zip('ab', [1, 2]))
def m89(): return list(zip([1, 2], [1], strict=True))
def m90(): return list(zip([1], [1, 2], [1], strict=True))
def m91(): return list(zip([1], 5))
def m92(): return list(enumerate('ab', 5)), list(enumerate('ab', start=-1)), list(enumerate(iterable='a')), next(enumerate('a', 2**70))
def m93(): return list(enumerate('a', 'b'))
def m94(): return list(map(lambda *a: a, [1, 2], 'ab', (3, 4, 5))), list(filter(None, [0, 1, '', 'a'])), list(map(str, []))
def m95(): return map(str)
def m96(): return list(map(5, [1]))
def m97(): return sum([1, 2], 10), sum([[1], [2]], []), sum([1.5, 2]), sum([], 5), sum([True, True]), sum((0.1,) * 10), sum([1, 2], start=3)
def m98(): return sum('ab', '')
def m99(): return sum([b'a'], b'')
def m100(): return min(3, 1), max('ab', key=ord), min([], default=5), max([1, 2], key=lambda x: -x), min('b', 'a'), max((1, 2), (1, 3)), min([3], default=None), max([1, 1.0]), max([1.0, 1])
def m101(): return max(1)
def m102(): return max()
def m103(): return max(1, 2, default=3)
def m104(): return max([1, 'a'])
def m105(): return min([], key=len)
def m106(): return max([1], foo=1)
def m107(): return any([]), all([]), any([0, 1]), all([1, 0]), any(x for x in [0]), all('a')
def m108(): return any(5)
def m109(): return list(reversed([1, 2])), list(reversed('ab')), list(reversed(range(3))), list(reversed({1: 2, 3: 4})), list(reversed({1: 2}.items()))
def m110(): return reversed({1})
def m111(): return reversed(5)
def m112(): return list(range(5, 0, -2)), range(3) == range(0, 3, 1), range(0) == range(5, 5), hash(range(3)) == hash(range(0, 3)), range(10).index(5), 5 in range(3), range(3).count(1), len(range(0, 10**20, 10**19)), range(1, 10, 3)[-1], repr(range(0, 5, 1)), range(5).start, 3.0 in range(5), 'a' in range(3), bool(range(0))
def m113(): return len(range(10**20))
def m114(): return range(1.5)
def m115(): return range()
def m116(): return range(1, 2, 3, 4)
def m117(): return range(3)[5]
def m118(): return range(5).index(9)
def m119():
    r = range(3); r.start = 5
def m120(): return list(iter(lambda: 5, 5)), list(iter([1, 2, 3].pop, 1))
i = 1
while 'm%d' % i in globals():
    t('m%d' % i, globals()['m%d' % i]); i += 1
