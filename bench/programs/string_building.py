# Building strings: += in a loop, join, % and f-strings, slices and repetition.
import sys

size = int(sys.argv[1]) if len(sys.argv) > 1 else 800000


def append(n):
    s = ''
    for i in range(n):
        s += 'x' if i % 3 else 'yz'
    return s


def window(n):
    s = ''
    for i in range(n):
        s += str(i) + ('-' if i % 3 else '+')
        if len(s) > 2000:
            s = s[1000:]
    return s


def join(n):
    return ','.join([str(i * i) for i in range(n)])


def rows(n):
    out = []
    for i in range(n):
        out.append(f'{i:06d} {i / 7:.3f} {"even" if i % 2 == 0 else "odd"!r:>8}')
        out.append('%d:%s' % (i, 'ab' * (i & 3)))
    return '\n'.join(out)


a, w, j, r = append(size // 2), window(size), join(size), rows(size // 3)
print(len(a), a.count('y'), w[-12:], len(j), j[-9:], len(r), r[-22:])
