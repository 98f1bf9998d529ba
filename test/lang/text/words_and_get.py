# resume-every: 499
# split() of texts whose words end at every place of eight bytes; dict.get where a look tells, and
# where it does not.
spaces = [' ', '\t', '\n', '\x0b', '\x1c', '\x1f', '\x85', '\xa0', '\u2003', '  ', ' \r\n ']
for gap in spaces:
    out = []
    for n in range(1, 19):
        word = 'abcdefghijklmnopqr'[:n]
        text = gap.join([word, word + '\x01', '\x7f' + word, 'é' + word, word + 'é', word[:1]])
        out.append([len(text.split()), text.split() == (gap + text + gap).split(), text.split()[-2:]])
        out.append(len(('語' + gap + text).split()))
        out.append(text.split(None, 2)[1:])
    print(ascii(out))
for raw in [b'', b' ', b'abcdefgh', b'abcdefg h', b'\x80\x85\xa0 \xff\x0babcdefghi\x1cj k', b'a' * 16 + b'\t' + b'b' * 7]:
    print(raw.split(), bytearray(raw).split(), raw.decode('latin-1').split())
print([('x' * i + ' ' + 'y' * (16 - i)).split() == ['x' * i] * (i > 0) + ['y' * (16 - i)] * (i < 16) for i in range(17)])


class Key:
    def __init__(self, n):
        self.n = n

    def __hash__(self):
        return hash(self.n)

    def __eq__(self, other):
        print('asked', end=' ')
        return isinstance(other, Key) and self.n == other.n


class Map(dict):
    def get(self, key, default='mine'):
        return 'own', super().get(key, default)


class Text(str):
    pass


def show(f):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)


d = {'abc': 1, 5: 'five', (1, 2): 'pair', Key(3): 'key', 2.5: 'half', None: 0, 'é語': 2, 10 ** 20: 'big', True: 'yes'}
keys = ['ab' + 'c', 'ab', 5, 5.0, 6, (1, 2), (1, 3), Key(3), Key(4), 2.5, None, 'é' + '語', '', 10 ** 20, 1, 0, False,
        Text('abc'), Text('no'), frozenset(), 'abc' * 30]
for k in keys:
    print(d.get(k), d.get(k, 'no'), {}.get(k, k) is k, Map(d).get(k), end='; ')
print()
show(lambda: d.get([]))
show(lambda: d.get({}, 1))
show(lambda: {}.get([]))
show(lambda: d.get())
show(lambda: d.get(1, 2, 3))
show(lambda: d.get(key=1))
show(lambda: dict.get(d, 'abc'))
show(lambda: dict.get(Map(d), 'abc', 9))
show(lambda: dict.get([], 'abc'))
counts = {}
for i in range(300):
    word = 'w' + str(i * i % 37)
    counts[word] = counts.get(word, 0) + 1
print(counts)
