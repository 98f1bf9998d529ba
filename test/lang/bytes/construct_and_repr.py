# bytes constructors, literals, repr, iteration, indexing.
print(bytes(), bytes(3), bytes([65, 0, 255]), bytes((i for i in range(3))), bytes(range(5)))
print(bytes('é', 'utf-8'), bytes(b'x'), bytes('a', encoding='ascii', errors='strict'))
print(bytes({97: 1}))
b = b'abc\x00\xff\'"\\\n'
print(b, repr(b), str(b), len(b), b[0], b[-1], b[1:3], b[::-1], list(b), b'a' in b, 97 in b)
print(0 in b, b"'", b'"', b'\'"', b'\x7f\x80')
print([x for x in b'ab'], b'ab' * 2, b'a' + b'b', b'ab' == 'ab', b'ab' == bytes([97, 98]))
print(b'a' < b'b', b'' < b'a', max(b'az'), sorted(b'cab'), bytes(sorted(b'cab')), tuple(b'ab'))
print(b'abc'[1:2], b'abc'[5:])
class B:
    def __bytes__(self): return b'custom'
print(bytes(B()), b'%s' % b'x', b'%d-%05.1f' % (5, 2.5), b'%b %a %x %c' % (b'q', 'é', 255, 65))
print({b'k': 1}[b'k'], hash(b'a') == hash(b'a'), bool(b''), bool(b'\0'), b'a' b'b')
def t(f):
    try: print(f())
    except (TypeError, ValueError, IndexError, AttributeError) as e: print(type(e).__name__, e)
i = 'a'
t(lambda: bytes([256])); t(lambda: bytes([-1])); t(lambda: bytes('a')); t(lambda: bytes(-5))
t(lambda: bytes(1.5)); t(lambda: bytes(['a'])); t(lambda: b'a'[5]); t(lambda: b'a'[i])
t(lambda: b'a' + 'a'); t(lambda: 'a' in b'a')
t(lambda: 300 in b'a'); t(lambda: b'a' < 'a'); t(lambda: b'%s' % 'x'); t(lambda: bytes(None))
t(lambda: bytes(5, 'utf-8')); t(lambda: bytes([1], 'ascii')); t(lambda: b'a'.x)
t(lambda: hash(b'a') and ord(b'ab')); t(lambda: ord(b'a')); t(lambda: b'%d' % 'a')
