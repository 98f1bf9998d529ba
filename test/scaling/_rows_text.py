# Rows about text and bytes; rows.py tells what a row is.
import json

ROWS = {}


def grows(expected, n=1 << 12):
    def register(make):
        ROWS[make.__name__] = make, expected, n
        return make
    return register


# -- one character, one piece ---------------------------------------------------------------------

def indexed(name, character):
    """A row that takes each character of a text, and short slices of it, by its number."""
    def make(n):
        s = 'ab' + character * n
        yield
        for i in range(n):
            s[i], s[-i], s[i:i + 2]
    make.__name__ = 'str_index_' + name
    grows(1)(make)

    def walk(n):
        s = 'ab' + character * n
        yield
        for _ in range(5):
            for c in s:
                pass
        list(s), s[::-1], s[::2], len(s), hash(s), s.find('ab', n // 2)
    walk.__name__ = 'str_walk_' + name
    grows(1)(walk)

    def whole(n):
        s = ('ab ' + character) * n
        yield
        s.upper(), s.lower(), s.strip(), s.title(), s.swapcase(), s.split(), s.splitlines()
        s.encode().decode(), s.replace('a', 'xy'), s.translate({97: 'zz'}), s.isalpha()
        s + s, s * 2, s == s + '', s.count('b'), repr(s), s.partition('q'), s.casefold()
    whole.__name__ = 'str_methods_' + name
    grows(1)(whole)


indexed('ascii', 'c')
indexed('latin', 'é')
indexed('wide', '語')
indexed('wider', '😀')


# -- building -------------------------------------------------------------------------------------

@grows(1, n=1 << 14)
def str_grown_by_adding(n):
    yield
    s = ''
    for _ in range(n):
        s += 'x'


@grows(1, n=1 << 13)
def str_grown_by_adding_wide(n):
    yield
    s = ''
    for _ in range(n):
        s += '語'


@grows(2, n=1 << 11)
def str_grown_at_the_front(n):
    yield
    s = ''
    for _ in range(n):
        s = 'x' + s


@grows(2, n=1 << 11)
def str_grown_in_an_attribute(n):
    class Holder:
        text = ''
    holder = Holder()
    yield
    for _ in range(n):
        holder.text += 'x'


@grows(1, n=1 << 14)
def str_join(n):
    yield
    ''.join(['x'] * n), ','.join(str(i) for i in range(n)), '語'.join(['a'] * n)


@grows(1)
def str_formats(n):
    yield
    for i in range(n):
        f'{i} {i:>8} {i!r}', '%d %s' % (i, i), '{} {:x}'.format(i, i)


@grows(1)
def str_format_of_long_parts(n):
    s = 'x' * n
    yield
    for _ in range(20):
        f'{s}{s}', '%s%s' % (s, s), '{}{}'.format(s, s), f'{s:>{n + 5}}', s.center(n + 9)


@grows(1)
def str_of_escapes(n):
    s = '\x00\n"\'' * n
    yield
    repr(s), ascii(s)


# -- searching ------------------------------------------------------------------------------------

def searched(name, make_texts, expected=1):
    """A row that looks for a needle in a text from both ends and replaces, splits and counts it."""
    def make(n):
        text, needle = make_texts(n)
        yield
        for _ in range(3):
            needle in text
            text.find(needle), text.rfind(needle), text.count(needle), text.replace(needle, 'z')
            text.split(needle), text.rsplit(needle), text.partition(needle)
            text.startswith(needle), text.endswith(needle)
    make.__name__ = 'str_search_' + name
    grows(expected)(make)


searched('short_in_long', lambda n: ('ab' * n, 'ba'))
searched('absent', lambda n: ('ab' * n, 'c'))
searched('every_character', lambda n: ('a' * n, 'a'))
searched('words', lambda n: ('the quick brown fox ' * n, 'fox '))
searched('periodic_in_periodic', lambda n: ('ab' * n, 'ab' * 50 + 'b'))
searched('wide', lambda n: ('語ab' * n, '語b'))


def worst(name, make_texts, expected=1):
    """A row that looks for a needle as long as half the text."""
    def make(n):
        text, needle = make_texts(n)
        yield
        needle in text, text.find(needle), text.count(needle), text.replace(needle, 'z')
    make.__name__ = 'str_search_long_' + name
    grows(expected, n=1 << 15)(make)


worst('last_differs', lambda n: ('a' * n, 'a' * (n // 2) + 'b'))
worst('first_differs', lambda n: ('a' * n, 'b' + 'a' * (n // 2)))
worst('middle_differs', lambda n: ('a' * n, 'a' * (n // 4) + 'b' + 'a' * (n // 4)))
worst('periodic', lambda n: ('ab' * n, 'ab' * (n // 2) + 'aa'))
worst('nearly_periodic', lambda n: (('a' * 30 + 'b') * (n // 31 + 1),
                                    ('a' * 30 + 'b') * (n // 62) + 'a' * 31))
worst('wide', lambda n: ('語' * n, '語' * (n // 2) + 'b'))


@grows(1, n=1 << 10)
def str_split_lines_and_words(n):
    s = 'one two  three\n' * n
    yield
    [line.split() for line in s.splitlines()], s.split('\n'), s.split(), s.rsplit(None, 5)


@grows(1)
def str_split_once_at_a_time(n):
    """A parser that takes a token from the front by its number."""
    s = 'key=value;' * n
    yield
    at = 0
    while at < len(s):
        end = s.index(';', at)
        s[at:end].partition('=')
        at = end + 1


@grows(1)
def str_compare_with_a_long_common_head(n):
    a, b = 'x' * n + 'a', 'x' * n + 'b'
    yield
    for _ in range(100):
        a < b, a == b, a != b


@grows(1)
def str_strip_ends(n):
    s = ' ' * n + 'x' + ' ' * n
    yield
    for _ in range(20):
        s.strip(), s.lstrip(), s.rstrip(), s.strip(' \n'), s.expandtabs(), s.zfill(3 * n)


@grows(1)
def str_to_number(n):
    yield
    for i in range(n):
        int('%d' % i), float('%d.5' % i), int('ff', 16)


@grows(1)
def float_of_a_long_text(n):
    s = '1.' + '3' * n
    yield
    for _ in range(20):
        float(s)


# -- bytes ----------------------------------------------------------------------------------------

@grows(1, n=1 << 13)
def bytearray_append(n):
    yield
    b = bytearray()
    for i in range(n):
        b.append(i & 255)
        b += b'x'
        b.extend(b'yz')
    while b:
        b.pop()


@grows(1, n=1 << 14)
def bytearray_cut_from_the_front(n):
    b = bytearray(n)
    yield
    while b:
        del b[:10]


@grows(2, n=1 << 11)
def bytes_grown_by_adding(n):
    yield
    b = b''
    for _ in range(n):
        b += b'x'


@grows(1)
def bytes_methods(n):
    b = b'ab c' * n
    yield
    for i in range(n):
        b[i], b[i:i + 2]
    b.find(b'q'), b.replace(b'a', b'xy'), b.split(b' '), b.hex(), bytes(list(b)), b[::-1]
    b''.join([b] * 3), b.decode(), b.count(b'b'), b.translate(bytes(256)), b.upper(), b.strip()
    bytes.fromhex(b.hex()), repr(b), hash(b), b == b + b'', b.partition(b'q')


@grows(1)
def bytes_search_long(n):
    text, needle = b'a' * n, b'a' * (n // 2) + b'b'
    yield
    needle in text, text.find(needle), text.count(needle), text.replace(needle, b'z')


# -- JSON -----------------------------------------------------------------------------------------

@grows(1, n=1 << 9)
def json_of_many(n):
    data = [{'id': i, 'name': 'n%d' % i, 'tags': ['a', None, 1.5]} for i in range(n)]
    yield
    assert json.loads(json.dumps(data)) == data


@grows(1, n=1 << 10)
def json_of_a_long_text(n):
    s = 'ab"é\n' * n
    yield
    assert json.loads(json.dumps(s)) == s


@grows(1, n=160)
def json_of_nested_lists(n):
    data = []
    for _ in range(n):
        data = [data]
    yield
    for _ in range(50):
        json.loads(json.dumps(data))
