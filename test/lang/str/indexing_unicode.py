# Indexing, iteration and length by code point, including non-BMP and combining characters.
s = 'aé日😀e\u0301\U0010ffff'
print(len(s), [hex(ord(c)) for c in s], s[3], s[-1] == '\U0010ffff', s[2:5])
print(s[::-1][1:3].encode('utf-8'))
print(s.index('😀'), s.find('\u0301'), s.count('e'), '😀' in s, 'é' == 'e\u0301', len('é'))
print(len('e\u0301'), s[:4] + '!')
print([c for c in '👨‍👩‍👧'], len('👨‍👩‍👧'), '\ud83d\ude00' == '😀', len('\ud83d\ude00'))
print(ascii('\ud83d😀é'), repr('\ud83d'))
print(chr(0), repr(chr(0)), ord('\uffff'), chr(0x1f40d), chr(65), ord(chr(1114111)))
print('ß'.upper(), max('aé😀'), min('aé😀'), sorted('é日a😀Z'))
print('日本語'[1], '日本語'[::-1], '日本語' < '日本語!', 'Z' < 'a' < 'é' < '日' < '😀')
print('\uffff' < '\U00010000', '😀😀'.replace('😀', 'x'), '😀'.join('ab'))
for i, c in enumerate('x😀y'): print(i, c, end=' ')
t = ''
for n in (97, 233, 26085, 128512): t += chr(n); print(len(t), t, end=' ')
print(t * 2, t.center(8, '·'), '%s|%5s|%-3s' % (t, '😀', '日'), t.split('é'), t.partition('日'))
print(f'{t!a}', t.encode(), list(t.encode('utf-16-le')[-4:]))
