# Case, predicates, padding and translation on bytes (ASCII only).
b = b'Hello World-\xc3\xa9'
print(b.upper(), b.lower(), b.title(), b.capitalize(), b.swapcase(), b'a'.center(5, b'*'))
print(b'a'.ljust(3), b'a'.rjust(3, b'.'), b'-5'.zfill(4), b'a\tb'.expandtabs(4))
for x in (b'', b'a', b'A', b'1', b' ', b'aB', b'Ab Cd', b'\xe9', b'a1', b'\x0b\x1c', b'\x0b',
           b'1a', b'A!'):
    print(x, x.isalpha(), x.isdigit(), x.isalnum(), x.isspace(), x.isupper(), x.islower())
    print(x.istitle(), x.isascii())
t = bytes.maketrans(b'abc', b'xyz')
print(b'aabbcc'.translate(t), b'abcd'.translate(None, b'bd'), b'abcd'.translate(t, b'c'))
print(len(t), bytes(range(256)).translate(t) == t)
print(bytes(range(256))[::51], bytes(range(32, 127)), b'%5s|%-5s|%.2s' % (b'a', b'b', b'cdef'))
print(b'abc'.hex(), bytes.fromhex('00 ff 1A'))
for f in (lambda: b'a'.center(5, 'x'), lambda: b'a'.center(5, b'xy'),
           lambda: b'a'.translate(b'short'), lambda: bytes.maketrans(b'a',
                   b'bc'), lambda: b'a'.translate('x'), lambda: b'a'.isdecimal()):
    try: f()
    except (TypeError, ValueError, AttributeError) as e: print(type(e).__name__, e)
