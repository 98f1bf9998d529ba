# repr and ascii: quoting, control characters, unprintables.
print(repr("it's"), repr('say "hi"'), repr('both \' and "'), repr(''), repr("\\"))
print(repr('\\\'"'), repr('a\nb\tc\rd'), repr('\x00\x07\x1b\x7f'), repr('\x80\x9f\xa0\xad'))
print(repr('é日😀'), ascii('é日😀'), ascii("it's é"), repr('\u200b\u200d\u2028\ufeff\ue000\ufffe'))
print(repr('\ud800\udfff'), repr('\U0010ffff\U000e0100'), repr('a\u0301'), ascii('\x7f\xff'))
print(['a', "b'c", 'd"e'], ('\n',), {'k\t': 'v\\'}, [b'x', 'x'], f'{"é"!r} {"é"!a}')
print('%r %a' % ('日', '日'), str(['é']), ascii(['é', ('日',)]), repr({'ü': None}))
for c in (0, 9, 10, 13, 31, 32, 39, 34, 92, 126, 127, 128, 160, 161, 173, 888, 0x378, 0x61c,
           0x1680, 0x2000, 0x3000, 0xd7ff, 0xe000, 0xfdd0, 0xffff, 0x1f600, 0x1fbff, 0x2fa1e,
           0xe0020):
    print(repr(chr(c)), end=' ')
print()
class R:
    def __repr__(self): return 'é\n'
print(repr(R()), ascii(R()), [R()], f'{[R()]}', '%a' % R())
print(repr(repr('a')), repr(repr(repr("'"))), len(repr('\U0001f600')), len(ascii('\U0001f600')))
