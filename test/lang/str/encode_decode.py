# encode and decode with codecs and error handlers.
s = 'aé日😀'
print(s.encode(), s.encode('utf-8'), s.encode('UTF8'), s.encode('utf-16-le'))
print(s.encode('utf-16-be'), s.encode('utf-32-le')[:8], 'aé'.encode('latin-1'))
print('a'.encode('ascii'), 'aé'.encode('iso-8859-1'))
for h in ('ignore', 'replace', 'backslashreplace', 'xmlcharrefreplace', 'namereplace'): print(h,
           s.encode('ascii', h), s.encode('latin-1', errors=h))
b = b'ok\xff\xfe\xe6\x97x\xf0\x9f\x98'
for h in ('ignore', 'replace', 'backslashreplace', 'surrogateescape'): print(h,
           ascii(b.decode('utf-8', h)), ascii(b.decode('ascii', h)))
print(b.decode('utf-8', 'surrogateescape').encode('utf-8', 'surrogateescape') == b)
print('\ud800x'.encode('utf-8', 'surrogatepass'), '\ud800x'.encode('utf-8', 'replace'))
print(b'\xed\xa0\x80'.decode('utf-8', 'surrogatepass') == '\ud800')
print(b'\xef\xbb\xbfhi'.decode('utf-8'), b'\xef\xbb\xbfhi'.decode('utf-8-sig'))
print('hi'.encode('utf-8-sig'), str(b'a\xc3\xa9', 'utf-8'), str(b'a', encoding='ascii'))
print(str(b'a\xff', 'utf-8', 'ignore'), str(b'ab'), bytes('é', 'utf-8'), bytes('é', 'latin-1'))
print(ascii(b'\xe2\x82'.decode('utf-8', 'replace')))
print(ascii(b'\xf0\x80\x80\x80'.decode('utf-8', 'replace')))
print(ascii(b'a\x80\x80b'.decode('utf-8', 'replace')), b''.decode(), ''.encode())
print('\x00\x7f'.encode('ascii'))
for f in (lambda: bytes('é'), lambda: str(b'a', 5), lambda: 'é'.encode('ascii'), lambda: str('a',
           'utf-8'), lambda: 'a'.encode(5), lambda: b'\xff'.decode('utf-8',
                   'strict'), lambda: str(5, 'utf-8')):
    try: f()
    except (TypeError, UnicodeError) as e: print(type(e).__name__, e)
