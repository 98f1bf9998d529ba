# Strings that mix widths: building up and slicing back down, equality across widths.
a, b, c, d = 'abc', 'aé', 'a日', 'a😀'
s = a + b + c + d
print(len(s), s, [s[i] for i in (0, 4, 6, 8)], s[:3] == 'abc', s[:3] is not None, s[3:5] == b)
print(s[5:7] == c, s[7:] == d)
for t in (s[:3], s[:5], s[:7], s): print(t, len(t.encode()), t.upper(), t[::-1], t.find('a', 1),
           t.rfind('a'), ascii(t))
d2 = {a: 1, b: 2, c: 3, d: 4}
print(d2[s[:3]], d2[s[3:5]], d2[s[5:7]], d2[s[7:9]], ''.join([s[0], s[4]]) == b)
print(s.replace('😀', '').replace('日', '').replace('é', '') == 'abcaaa')
print('😀' > '\uffff', '\ue000' < '😀', sorted([d, c, b, a]), max(s), min(s), s.split('a'))
print(s.partition('日'), s.translate({0x1f600: 'x', 233: None}))
print(len('\U0001f468\u200d\U0001f469'), '\u00e9' == 'é', 'e\u0301' == 'é', len('Å'))
print('ﬃ'.upper(), 'ŐŰ'.lower(), '\u1e9e'.lower(), 'ᏸ'.upper(), 'ꭰ'.upper())
x = '\udc80abc'
print(ascii(x), len(x), ascii(x[1:]), x == '\udc80' + 'abc', ascii(x.upper()), repr(x[0]))
print('{:😀>5}'.format('a'), '%5s' % '😀', '😀'.center(5, '日'), '😀\t日'.expandtabs(4))
print('日本'.ljust(4) + '|', '😀'.join('abc'), 'a😀b'.split('😀'))
