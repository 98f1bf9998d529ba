#!/usr/bin/python3
"""Writes src/vm/text/unicode_data.c: what Python's str methods know and utf8proc does not.

Everything is asked of the running interpreter's str methods, so the interpreter decides which
version of Unicode the machine has. utf8proc is asked for the general category; the tables hold only
where the methods differ from what the category says, and the mappings of one character to several.
"""
import ctypes
import sys

METHODS = ['isalpha', 'isdecimal', 'isdigit', 'isnumeric', 'islower', 'isupper', 'istitle',
           'isspace', 'isprintable', 'isidentifier']
TITLE, CONTINUE, CASED, IGNORABLE = 1 << 6, 1 << 10, 1 << 11, 1 << 12
LAST = 0x110000


def is_surrogate(point):
    return 0xD800 <= point < 0xE000


def flags_of(point):
    c = chr(point)
    flags = sum(1 << i for i, name in enumerate(METHODS) if getattr(c, name)())
    if c.isupper():
        flags &= ~TITLE
    if ('a' + c).isidentifier():
        flags |= CONTINUE
    if not is_surrogate(point):
        if (c + 'a').title()[-1] == 'a':
            flags |= CASED
        # A final sigma follows a cased letter, characters that are ignored in between set aside.
        final = (c + '\u03a3').lower()[-1] == '\u03c2'
        if not final and ('a' + c + '\u03a3').lower()[-1] == '\u03c2':
            flags |= IGNORABLE
    return flags


def majority(flags, categories):
    counts = {}
    for f, category in zip(flags, categories):
        counts.setdefault(category, {}).setdefault(f, 0)
        counts[category][f] += 1
    return [max(counts.get(i, {0: 1}).items(), key=lambda item: item[1])[0] for i in range(30)]


def exceptions(flags, categories, base):
    ranges = []
    for point in range(LAST):
        f = flags[point]
        if f == base[categories[point]]:
            continue
        if ranges and ranges[-1][1] == point - 1 and ranges[-1][2] == f:
            ranges[-1][1] = point
        else:
            ranges.append([point, point, f])
    return ranges


def lines(items):
    text = '    '
    for item in items:
        if len(text) + len(item) > 98:
            yield text.rstrip()
            text = '    '
        text += item + ' '
    yield text.rstrip()


def table(declaration, items, out):
    items = list(items)
    out.append('%s[%d] = {' % (declaration, len(items)))
    out.extend(lines(items))
    out.append('};')
    out.append('')


def special(function):
    for point in range(LAST):
        text = function(chr(point))
        if len(text) > 1:
            points = [ord(c) for c in text] + [0] * (3 - len(text))
            yield '{0x%x, {%s}},' % (point, ', '.join('0x%x' % p for p in points))


def main():
    proc = ctypes.CDLL('libutf8proc.so.2')
    proc.utf8proc_category.argtypes = [ctypes.c_int32]
    categories = [proc.utf8proc_category(point) for point in range(LAST)]
    flags = [flags_of(point) for point in range(LAST)]
    base = majority(flags, categories)
    out = ['/*',
           ' * Made by tools/make_unicode.py: where the properties of str methods differ from what',
           ' * the general category says, mappings of one character to several, and the digits 0.',
           ' */', '#include "vm/text/unicode.h"', '']
    table('const uint16_t pd_unicode_category_flags', ('0x%x,' % f for f in base), out)
    table('const uint16_t pd_unicode_latin1', ('0x%x,' % f for f in flags[:256]), out)
    table('const UnicodeRange pd_unicode_exceptions',
          ('{0x%x, 0x%x, 0x%x},' % tuple(r) for r in exceptions(flags, categories, base)), out)
    for name, function in (('upper', str.upper), ('title', str.title)):
        table('const UnicodeSpecial pd_unicode_special_%s' % name, special(function), out)
    zeros = [p for p in range(LAST) if chr(p).isdecimal() and int(chr(p)) == 0]
    table('const uint32_t pd_unicode_zeros', ('0x%x,' % p for p in zeros), out)
    with open(sys.argv[1], 'w', encoding='utf-8') as f:
        f.write('\n'.join(out[:-1]) + '\n')


main()
