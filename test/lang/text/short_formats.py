# resume-every: 4001
# Formatting whose results are short and of ASCII, and all around it: specifications of every form
# on values at the edges; %s and %d; repetition; parts of f-strings of every width.


class Name(str):
    pass


class Own(str):
    def __format__(self, spec):
        return 'own<' + spec + '>'


class Number(int):
    pass


class Left:
    def __rmod__(self, other):
        return ('rmod', other)

    def __repr__(self):
        return 'left'

    def __rmul__(self, other):
        return ('rmul', other)


def show(f, *args):
    try:
        print(repr(f(*args)))
    except Exception as e:
        print(type(e).__name__, e)


def digest(texts):
    h = 0
    for text in texts:
        for c in text:
            h = (h * 31 + ord(c)) & 0xffffffff
    return h


def attempt(v, spec):
    try:
        return f'{v:{spec}}'
    except Exception as e:
        return f'{type(e).__name__} {e}'


fills = ['', '<', '>', '^', '=', '*<', '*>', '*^', '*=', '0<', '0^', 'é^', '語>', '<<', '{=', '\0>', '\0']
signs = ['', '+', '-', ' ', '#', 'z', '+#']
widths = ['', '0', '1', '2', '5', '05', '012', '70', '0130', '007']
ends = ['', 'd', 's', 'f', 'x', 'X', 'o', 'b', 'c', 'e', '.', '.0', '.0f', '.2f', '.3', '.3s', '.19f', '.20f',
        ',', '_', ',d', '_x', 'n', '%', 'é', 'dd', '.1ff', '\0', '.007f']
values = [0, 7, -7, 255, -1023, 2 ** 49 - 1, -2 ** 49, 2 ** 60, 0.0, -0.0, 2.5, -1 / 3, 1e22, float('nan'),
          float('-inf'), True, '', 'a', 'abc', 'é', 'añb', '語', '😀b', Name('nm'), Number(-12), 1j, None]
specs = [f + s + w + e for f in fills for s in signs for w in ('', '5', '012') for e in ends]
for i, v in enumerate(values):
    some = [attempt(v, spec) for spec in specs[i::101]]
    print(repr(v), len(some), digest(some))
    print([attempt(v, f + '9' + e) for f in fills[:7] for e in ('', 'd', '.2f', 's')])
    print([attempt(v, w + e) for w in widths[::2] for e in ends[i % 2::2]])
show(lambda: f'{Own("x"):05}' + format(Own('y'), '') + '{:>3}'.format(Own('z')))
show(lambda: [f'{"x"!r:>6}', f'{"é"!a:<9}|', f'{7!s:^5}', f'{None!s:>6}', f'{1.5!r:8}'])
show(lambda: format(5, '9' * 30))
show(lambda: format(5, '>000000000000000000007'))
show(lambda: format('abc', '.99999999999999999999'))
show(lambda: [format(12, '>128') == ' ' * 126 + '12', len(format(12, '129')), len(format(1.5, '300.1f'))])
show(lambda: format('', '5') + '|' + format('', '') + format('', '.0') + format('ab', '.0') + '|' + format('ab', '3.0'))

empty, text = '', 'text' + str(1)
show(lambda: [f'{text:{empty}}' is text, format(text, empty) is text, f'{text!s:{empty}}' is text])

# %: nothing but %s, %d and %%, in formats and with arguments of every kind.
formats = ['%s', '%d', '%%', '%s%d', '%d:%s', 'a%sb', '%s' * 3, 'é%s', '語%d', '%', 'a%', '%s%', '%i', '%5d', '%',
           '', 'abc', 'a%%', '%%%%', '%s %%s', 'x' * 250 + '%s', 'x' * 255 + '%s', 'x' * 300 + '%d', '%c', '%ss%dd']
arguments = [(), ('x',), (1,), ('x', 1), (1, 'x'), ('x', 'y', 'z'), 'x', '', 5, -2 ** 49, 2 ** 70, True, 2.5,
             'é', '語', ('é', 3), Name('n'), (Name('n'), Number(4)), Number(6), [1], {'a': 1}, None, (None, 2.9),
             ('a' * 300, 1), 'b' * 70, (1, 2, 3), ((1, 2),), Left(), (Left(),), b'q']
for f in formats:
    for a in arguments:
        try:
            r = f % a
            print(ascii(r) if not isinstance(r, str) or len(r) < 40 else (len(r), digest([r])), end=' ')
        except Exception as e:
            print(type(e).__name__, e, end=' ')
    print()

# Repetition.
for s in ['', 'a', 'ab', 'é', 'xé', '語', '😀', 'q' * 63, 'q' * 64, Name('nm'), Name('')]:
    r = [s * n for n in (-2 ** 49, -1, 0, 1, 2, 3, 4, 5, 63, 64, True, False, Number(2))]
    print(len(s), [len(x) for x in r], digest(r), [type(x).__name__ for x in r[:5]], s * 1 is s, (3 * s) == s * 3)
    t = s
    t *= 3
    show(lambda: (t == s + s + s, s * Left()))
show(lambda: 'a' * 2.0)
show(lambda: 'a' * '3')
show(lambda: 'ab' * 2 ** 70)
show(lambda: '' * 2 ** 49)

# Parts of f-strings.
pieces = ['', 'a', 'bc', 'é', '語', '😀', 'x' * 20, Name('own')]
for p in pieces:
    for q in pieces:
        print(f'{p}{q}', f'{p} {q}!', f'{p}é{q}', len(f'{p}{q}{p}'), f'{p}' + f'{q}', end=' ')
    print()
long = ''
for i in range(600):
    long += 'ab' if i % 2 else 'c'
    if i % 100 == 99:
        print(len(f'{long}'), len(f'{long}{i}'), f'{long[-3:]}{i:05d}', digest([f'<{long}>']))
wide = long + '語'
print(len(f'{long}{wide}{long}'), digest([f'{long}{wide}{long}']))
