# Single characters of texts of 1, 2 and 4 bytes: indexing, iteration, order, ord and chr.
texts = ['', 'a', 'é', '語', '😀', 'abc', 'aéz', 'é語a', 'a語😀é',
         '\x00\xff\u0100\uffff\U00010000', '\ud800x', 'x' * 70, '語' * 70]
for s in texts:
    for i in (-len(s) - 1, -len(s), -1, 0, 1, len(s) - 1, len(s), True, 1 << 70):
        try:
            c = s[i]
            print(ascii(c), ord(c), chr(ord(c)) == c, len(c), end=' ')
        except (IndexError, ValueError) as e:
            print(type(e).__name__, e, end=' ')
    print()
    print([ascii(c) for c in s][:5], ''.join(iter(s)) == s,
          list(s) == [s[i] for i in range(len(s))], [ascii(c) for c in reversed(s)][:3])
    it = iter(s)
    seen = 0
    for c in it:
        seen += 1
        if seen == 2:
            break
    print(seen, ascii(next(it, None)), len(list(it)), next(it, 'end'), next(it, 'end'))

chars = ['', 'a', 'b', 'ab', '\x7f', '\x80', 'ÿ', 'Ā', '語', '\uffff', '\U00010000', '😀', 'a語',
         '語a']
for a in chars:
    print(ascii(a), ''.join('.<'[a < b] + '.L'[a <= b] + '.>'[a > b] + '.G'[a >= b] +
                            '.='[a == b] + '.!'[a != b] for b in chars))
print([c for c in 'aZ語mé😀' if 'a' <= c <= 'z'], sorted('bé語a😀'), max('é語'), min('é語'))


class Text(str):
    def __lt__(self, other):
        return 'asked'

    def __index__(self):
        return 65


class Number(int):
    def __index__(self):
        return 66


class Index:
    def __init__(self, i):
        self.i = i

    def __index__(self):
        return self.i


t = Text('語b')
print(t < 'a', 'a' < t, t > 'a', t[0], t[Index(1)], ord(Text('語')), [ord(c) for c in t], t == '語b')
print(chr(Number(67)), chr(True), ascii(chr(Index(0x8a9e))))
print(ascii(chr(0x10ffff)), ascii(chr(0xd800)))
print(ord(b'a'), ord(bytearray(b'\xff')))
for bad in (-1, 0x110000, 1 << 40, 1 << 70, -1 << 70, 1.0, 'a', None, Text('a')):
    try:
        print(ascii(chr(bad)))
    except (TypeError, ValueError, OverflowError) as e:
        print(type(e).__name__, e)
for bad in ('', 'ab', '語語', b'', b'ab', 1, None, ['a'], Text('ab')):
    try:
        print(ord(bad))
    except TypeError as e:
        print(e)
for bad in (1, None, b'a', ['a']):
    try:
        print('a' < bad)
    except TypeError as e:
        print(e)
    print('a' == bad, 'a' != bad)
