# Prefixes, escapes, names of characters, joined lines, what an f-string may hold in 3.11.
print('a' "b" 'c' r'\n', "\n".strip(), u'u' U"U")
print(b'a' b"b" rb'\n' Rb'\x' bR'\d' BR"\\" b'\x00\xff\n\\\'\"\0\7\77\377')
print('\x41\u0042\U00000043\N{LATIN SMALL LETTER D}\N{GREEK SMALL LETTER ALPHA}\N{greek small letter beta}\N{BULLET}\N{NBSP}x\N{HANGUL SYLLABLE GA}\N{CJK UNIFIED IDEOGRAPH-4E00}')
print('\a\b\f\v\t\r\0\1\12\123\400'.encode(), '\777', ascii('\ud800'), len('\U0001F40D'))
print('\q\w\.\ \%', b'\q\w\z', '\8\9', "\
joined", '''a
b\
c''', """q"q""q""", '''it's ''' 'x')
print(r'\'', r"\"", r'\\', r'''\
''', R"\N{x}")
print(len(r'a\
b'))
print(f'{1}' '{x}' rf'\d{2}' fr'{3}\{4}' F"{5!r}" f'''{
6}''')
x = 3; w = 10; p = 2; d = {'k': 'v', 'n': {'m': 1}}; y = 1.23456
print(f'{x:%Y-%m}' if 0 else f'{y:e} {y:g} {y:%} {x:b} {x:#x} {x:,} {10**9:_} {"s":s}')
print("\N{DIGIT ONE}", "\u00e9", "é", 'ａ', "a\
b", "\
", """\
""", '\
')
