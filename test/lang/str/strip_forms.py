# strip, lstrip, rstrip with character sets, removeprefix, removesuffix.
s = ' \t\nxx text xx\r\n\x0b\x0c\u2003\u00a0'
print(repr(s.strip()), repr(s.lstrip()), repr(s.rstrip()), repr(s.strip(' \n')))
print(s.strip(None) == s.strip())
print('xxabcxx'.strip('x'), 'abcba'.strip('ab'), 'abc'.strip('abc'), 'abc'.strip(''))
print('abc'.lstrip('cba'), '😀a😀'.strip('😀'), 'mississippi'.strip('ipm'), 'a.b.c...'.rstrip('.'))
print('TestCase'.removeprefix('Test'), 'TestCase'.removesuffix('Case'), 'abc'.removeprefix('x'))
print('aaa'.removeprefix('a'), 'aaa'.removesuffix('aa'), 'a'.removesuffix(''))
print(''.removeprefix('a'))
print(repr('\x1c\x1d\x1e\x1f\x85 a'.strip()), repr('\u200b a'.strip()), repr('\ufeffx'.strip()))
print('  '.strip() == '', 'www.example.com'.strip('cmowz.'), '001200'.strip('0'))
for f in (lambda: 'a'.strip(1), lambda: 'a'.strip('a', 'b'), lambda: 'a'.removeprefix(None),
           lambda: 'a'.removesuffix(('a',))):
    try: f()
    except TypeError as e: print(e)
x = 'abc'
print(x.strip() is not None, x.strip('z') == x, 'ab' * 3 == 'ababab'.strip(), ''.strip('abc') == '')
