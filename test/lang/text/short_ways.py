# resume-every: 997
# Texts at the edges of what is made without detours: digits, short formats, short concatenations.


class Name(str):
    pass


class Number(int):
    def __str__(self):
        return 'number'


def show(f, *args):
    try:
        print(repr(f(*args)))
    except Exception as e:
        print(type(e).__name__, e)


def powers():
    value = 1
    while value < 10 ** 21:
        for i in (value - 1, value, value + 1, value * 5, -value, 1 - value):
            yield i
        value *= 10
    for bit in range(66):
        yield 1 << bit
        yield -(1 << bit) - 1


print([str(i) for i in powers()] == [repr(i) for i in powers()], sum(len(f'{i}') for i in powers()))
print(' '.join('%d' % i for i in powers()))
print(' '.join(f'{i:+d}' for i in powers() if -9999 < i < 9999))
print([int('%s' % i) - i for i in powers() if i % 7 == 0])

# Floats: shortest and with a number of places.
floats = [0.0, -0.0, 0.5, -0.5, 1.0, 100.0, 1e15, 9999999999999998.0, 1e16, 1e17, 123456789012345678.0,
          0.1, 0.001, 0.0001, 0.00012345678901234567, 0.00001, 1.5e-5, 1 / 3, 2 / 3, 1e22, 5e-324,
          1.7976931348623157e308, 4503599627370495.5, 4503599627370497.5, 9007199254740993.0, 2.5, 3.5,
          0.125, 0.375, 1e-4, 9.999e-5, 0.99999999999, 12345.678, -12345.678, 1e100, 72057594037927936.0]
print(floats)
for x in floats:
    print(str(x), '%.0f %.1f %.2f %f %.15f %.19f %.20f' % (x, x, x, x, x, x, x))
    print(f'{x:f} {x:.0f} {x:.3f} {x:+.2f} {x: .1f} {x:012.3f} {x:<12.2f}| {x:^14.4f}| {x:*>14.1f}')
    print(f'{x:#.0f} {x:,.2f} {x:_.1f} {x:.1%} {x:z.1f} {x:.1F} {x:.25f}')
for x in (float('inf'), float('-inf'), float('nan')):
    print('%.2f %5.1f %f' % (x, x, x), f'{x:.2f} {x:8.1f} {x:08.1f}')

# % with nothing but a type, and everything around it.
values = ['', 'abc', 'é', '語', '😀x', 0, -7, 10 ** 20, True, None, 2.5, Name('own'), Number(3), b'b', [1, 'a']]
for v in values:
    show(lambda: '%s' % (v,))
    show(lambda: 'a%sb%%%s' % (v, v))
    show(lambda: '%5s|%-5s|%.2s|%05s|%-+5s' % (v, v, v, v, v))
    show(lambda: '%r %a' % (v, v))
    show(lambda: '%d %i %ld' % (v, v, v))
    show(lambda: '語%s%d' % (v, 1))
    show(lambda: '%(k)s %(k)5s' % {'k': v})
for form, args in [('%s', ()), ('%s', (1, 2)), ('%', 1), ('%s%', 1), ('%s %s', (1,)), ('%s', [1]), ('%d', 'x'),
                   ('%d', ('x',)), ('', 1), ('x', ()), ('%%', ()), ('%s', {}), ('%d', {}), ('%y', 1), ('%l', 1),
                   ('%ls', 'x'), ('%hd', 3), ('%5', 1), ('% d', 5), ('%#d', 5), ('%-5d|', 5), ('%05d', -5),
                   ('%.3d', 5), ('%*d', (5, 3)), ('%-*.*f|', (9, 2, 1.5)), ('%s', Name('n')), ('%é', 1)]:
    show(lambda: form % args)
show(lambda: b'%s %d %b' % (b'x', 5, b'y'))
show(lambda: b'%s' % 'x')
show(lambda: b'%d' % 'x')
for n in (0, 1, 2, 255, 256, 257, 300, 1000):
    for mark in ('x', 'é', '語', '😀'):
        s = '%s%s' % ('a' * n, mark)
        t = '%s%d%s' % (mark, n, 'a' * n)
        print(len(s), s[-1] == mark, s.isascii(), len(t), t[0] == mark, hash(s) == hash('a' * n + mark), end=' ')
        print(len(repr(s)), len(f'{s:>400}'), f'{s:{mark}^300}'.count(mark))
        print(len('%s' % (mark * n + 'a' * n)), len('%r' % (s + "'" + '"',)), ('%s' * 9) % ((s,) * 9) == s * 9)

# Specifications: each part at its end.
for spec in ['', '5', '<5', '>5', '^5', '=5', '05', '<05', '*<5', '0<5', '0>5', '5d', '+', '+5', ' ', '-', ',', '_',
             '5,', '05,', '010_', 'x', '#x', '#010x', 'X', 'b', '_b', '#_b', 'o', 'c', 'n', 'e', 'f', '.2f', '%', 's',
             '5s', '.2', '.2s', 'é<5', '語^9', '5.', '5.5.5', 'dd', 'ы', '\x00', '٣', '5٣d', '<<5', '==5', 'z', 'z.1f']:
    for v in (0, 7, -7, 1234567, -1234567, 10 ** 18, 10 ** 30, True):
        show(format, v, spec)
    for v in ('', 'ab', 'é語', 2.5, -1e10):
        show(format, v, spec)

# repr of str: what needs no escape, and each thing that does.
for c in range(128):
    s = 'ab' + chr(c) + 'cd'
    print(repr(s), repr(chr(c)), f'{s!r:>12}|')
for s in ('', "'", '"', '\'"', '\\', 'é', '\x7f', '\x80', '\xad', '語', '\ud800', '\U0010ffff', 'x' * 300, "x" * 300 + "'"):
    print(repr(s), len(repr([s])), ascii(s))

# + around the length from which results share their text.
for n in (0, 1, 2, 7, 8, 9, 15, 16, 17, 255, 256, 510, 511, 512, 513, 1000):
    for a, b in (('a', 'b'), ('a', 'é'), ('é', 'b'), ('語', 'b'), ('a', '語'), ('😀', 'é')):
        s, t = a * n, b
        r, q = s + t, t + s
        print(len(r), len(q), r[-1:] == b, q[:1] == b, r.isascii(), q.isascii(), r == a * n + b, r != q, end=' ')
        r += t
        r += s
        print(len(r), r.count(a), hash(r) == hash(''.join([s, t, t, s])))
for a, b in (('a', 1), ('a', None), ('a', b'b'), ('a', Name('b')), (Name('a'), 'b'), ('a', ['b']), (1, 'a')):
    show(lambda: a + b)
    show(lambda: type(a + b).__name__)


class Right:
    def __str__(self):
        return 'right'

    def __radd__(self, other):
        return 'radd ' + other

    def __rmod__(self, other):
        return 'rmod ' + other

    def __rmul__(self, other):
        return 'rmul ' + other


class RightStr(str):
    def __radd__(self, other):
        return 'str radd'

    def __rmod__(self, other):
        return 'str rmod'


for other in (Right(), RightStr('z')):
    show(lambda: 'a' + other)
    show(lambda: 'a%s' % other)
show(lambda: 'a' * Right())
for times in (-1, 0, 1, 3, True, 2.0, '2', 10 ** 30):
    show(lambda: 'ab' * times)
    show(lambda: times * 'ab')
s = 'ab'
s *= 3
print(s)

# Cutting: words and lines at every place of a word of eight bytes.
spaces = [chr(c) for c in range(0x1c, 0x21)] + list('\t\n\v\f\r\x85\xa0\u2003\u2028\u3000') + ['\x00', '\x7f', 'é']
for n in range(18):
    for c in spaces:
        s = 'a' * n + c + 'b' * (n % 5) + c + c + 'tail'
        print([len(p) for p in s.split()], [len(p) for p in s.splitlines()], [len(p) for p in s.splitlines(True)])
print(('x' * 20 + '\r\n' + 'y' * 7 + '\r' + '\n' + 'é' * 9 + '\n\n' + 'z').splitlines())
print(('x' * 20 + '\r\n' + '語' * 7 + '\r' + '\x1e' + 'é' * 9 + '\n\n' + 'z').splitlines(True))
print((b'x' * 20 + b'\r\n\x1e\x85' + b'y' * 7 + b'\r' + b'\n').splitlines(True), b'a\x1cb \x0bc'.split())
for s in ('', ',', ',,', 'a,', ',a', ',a,b,', 'é,', ',語,', 'abc'):
    for chars in (',', ',a', '語', 'é', '', None):
        print(repr(s.strip(chars)), repr(s.lstrip(chars)), repr(s.rstrip(chars)))
    print(s.strip(',') is s or len(s.strip(',')) < len(s), s.encode().strip(b','), Name(s).strip(','))
    show(lambda: s.strip(1))
for s in ('', 'a', 'abcabc', 'é' * 3 + 'a', '語aé', 'aaaaaaaaaaaaaaaaaa'):
    for old in ('a', 'é', '語', 'bc', 'é語', ''):
        for new in ('', 'x', 'xyz', 'é', '語'):
            r = s.replace(old, new)
            print(r, r.isascii(), s.replace(old, new, 1), end=' ')
        print(s.find(old), s.find(old, 1), s.find(old, 1, 2), s.find(old, 5, 2), s.count(old), old in s, s.rfind(old))
