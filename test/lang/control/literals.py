# Literals of every kind: numbers, strings, bytes, containers, constants.
print(0, 00, 0x1F, 0XabC, 0o17, 0b101, 1_000_000, 0x_ff, 0b1_0, 10**20, 1_0.0_1, 1e3, 1E-2, .5)
print(5., 1_0e1_0, 0e0, 00.5)
print('a' "b" '''c''' """d""", 'it\'s', "q\"q", 'a\
b', r'\n\t', R"\x", 'tab\tx', 'nul\0!'.replace('\0', '0'))
print('\x41\u0042\U00000043\103\N{LATIN SMALL LETTER E WITH ACUTE}')
print(repr('\a\b\f\n\r\t\v\\\'"'), repr("'"), repr('"'), repr('\'"'))
print(repr('\x00\x1f\x7f\x80\xa0\xad\xff'))
print(repr('\u0100\u2028\ud800\U0001f600\ufeff\u200b\U000e0001\u0378'), '\377')
print('é日😀', len('é日😀'))
print(b'a\x00\xff\'"', b"'", b'\n\t\r\\', br'\x', rb"\n", B'x' b'y', b'\101\7', b'''tri''')
print(repr(b'\x7f~ \x80'))
print([], [1,], (), (1,), (1, 2,), {}, {1: 2,}, {1}, {'a': 1, 'a': 2}, [[]], ((),), {**{}}, ...)
print(None, True, False)
print(1 .real, 1..real, (1).real, 1.5.is_integer(), 'x'.upper(), [1][0], {1: 2}[1], -1 .real)
print(0xf.real, [1][0]if[1]else(2))
print("""multi
  line "quotes" \
joined""", '''a'b"c''', u'unicode', 1_2 + 3)
print( 0o7_7, - - 1, + - + 1, ~-5, not-1, 2**-1, -2**2, (-2)**2, 2**3**2)
print(0xffffffffffffffffffff, -0, -0.0, 1e400, -1e400, 1e-400)
print(123456789012345678901234567890)
print('\
', 'a' if 'a'  'b' else 0, ("implicit "
      "concat " 'over ' "lines"), len('''
'''), """""", '' "" '''''' == '')
