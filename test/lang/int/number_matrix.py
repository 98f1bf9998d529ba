# Parsing, arithmetic at the edges, rounding, bytes, limits.
# resume-every: 99991
# timeout: 60
def t(label, f):
    try: print(label, '->', repr(f()))
    except BaseException as e: print(label, '!!', type(e).__name__, e)
strs = ['', ' ', '0', '-0', '+5', ' 12 ', '1_000', '1__0', '_1', '1_', '0x1F', '0X1f', '0b101', '0o17', '0b12', '0x', '1e5', '1.5', '٣', '１２', '²', '½', 'inf', '-inf', '+Infinity', 'nan', '-NaN', 'infinit', '1e400', '-1e400', '1e-400', '1.5e3', '.5', '5.', '.', 'e5', '1e', '1e+', '1_0.5_0', '1._5', '1_e5', '0x1p3', '\n5\t', '5\x00', '1 2', 'abc', '--5', '1'*30, '9'*400, '٣.٥', '1e5_0', 'ｉｎｆ', 'None', '0_0', '00', '-00', '007', '1,000', '1j', '1+2j', '1-2j', '(1+2j)', ' (1) ', '( 1+2j )', 'j', '-j', '+j', '1e5j', '1+j', 'nanj', 'inf+nanj', '1 + 2j', '1+2', 'J', '1_0+2_0j', '((1))', '1++2j', '1e400j']
for s in strs:
    t('int %r' % s, lambda: int(s)); t('float %r' % s, lambda: float(s)); t('complex %r' % s, lambda: complex(s))
    for b in (0, 2, 8, 16, 36): t('int %r %d' % (s, b), lambda: int(s, b))
for b in (-1, 1, 37, 2**70, 1.5, None, '2', True): t('base %r' % (b,), lambda: int('1', b))
t('int 5 2', lambda: int(5, 2)); t('int base only', lambda: int(base=2)); t('int x=', lambda: int(x=2)); t('bytes', lambda: int(b'12')); t('bytes2', lambda: int(b'1f', 16)); t('bytesbad', lambda: int(b'\xff')); t('ba', lambda: int(bytearray(b'7'))); t('int none', lambda: int(None)); t('int list', lambda: int([])); t('float none', lambda: float(None)); t('float bytes', lambda: float(b'1.5')); t('int ()', lambda: (int(), float(), complex(), str(), bool(), bytes(), tuple(), list(), dict(), set(), frozenset()))
t('complex s', lambda: complex('1', 2)); t('complex s2', lambda: complex(1, '2')); t('complex kw', lambda: complex(imag=2)); t('complex kw2', lambda: complex(real=1, imag=2)); t('complex cc', lambda: complex(1j, 1j)); t('complex none', lambda: complex(None)); t('complex b', lambda: complex(b'1'))
nums = [0, 1, -1, 2, 3, -3, 5, 7, -7, 10, 255, 2**31, 2**63, -2**63, 2**64 + 1, 10**25, -10**25, 0.0, -0.0, 0.5, 1.0, -1.5, 2.5, 3.7, 1e10, 1e22, 1e23, 1e300, 5e-324, float('inf'), -float('inf'), float('nan'), True, False]
ops = {'+': lambda a, b: a + b, '-': lambda a, b: a - b, '*': lambda a, b: a * b, '/': lambda a, b: a / b, '//': lambda a, b: a // b, '%': lambda a, b: a % b, 'divmod': divmod, '<': lambda a, b: a < b, '==': lambda a, b: a == b, '>=': lambda a, b: a >= b, '&': lambda a, b: a & b, '|': lambda a, b: a | b, '^': lambda a, b: a ^ b}
for a in nums[::3]:
    for b in nums:
        for o, f in ops.items(): t('%r %s %r' % (a, o, b), lambda: f(a, b))
for a in [0, 1, -1, 2, -2, 3, 10, 0.0, -0.0, 0.5, -0.5, 2.0, -2.0, 1e200, float('inf'), -float('inf'), float('nan'), 2**70, True, 1j, 1+1j]:
    for b in [0, 1, -1, 2, -2, 3, 5, 63, 0.0, -0.0, 0.5, -0.5, 2.0, 1/3, float('inf'), -float('inf'), float('nan'), 1j, True, 400]:
        if b == 1j and (a != a or abs(a) == float('inf') or (a != 0 and abs(a) != 1) or a == -1): continue
        t('%r ** %r' % (a, b), lambda: a ** b)
for a in (2, -2, 3, 10, 0, 7, 2**40):
    for b in (0, 1, 5, -1, -2, 100):
        for m in (1, 2, 7, -7, 10, 0, None, 2**50, 6): t('pow(%r,%r,%r)' % (a, b, m), lambda: pow(a, b, m))
t('powf', lambda: pow(2.0, 1, 3)); t('powkw', lambda: pow(base=2, exp=3)); t('powkw2', lambda: pow(2, exp=3, mod=5)); t('pow1', lambda: pow(2))
for a in (5, -5, 2**65, 0, 1):
    for s in (0, 1, 3, 64, 100, -1, 1.0, 2**70 if a == 0 else 5): t('%r<<%r' % (a, s), lambda: a << s); t('%r>>%r' % (a, s), lambda: a >> s)
t('>> huge', lambda: 5 >> 2**70); t('-5 >> huge', lambda: -5 >> 2**70); t('<< huge', lambda: 1 << 2**70)
for v in [0, 1, -1, 5, 15, 25, 35, 150, 250, -25, -35, 1234567, 10**20 + 5, 0.5, 1.5, 2.5, -0.5, -1.5, 2.675, 1e16, 1e300, 1.25, 0.125, 1234.5678, float('inf'), float('nan'), -0.0, True, 5e-324]:
    for n in (None, 0, 1, 2, 3, -1, -2, -3, 20, -20, 400, -400): t('round(%r,%r)' % (v, n), lambda: round(v, n))
    t('round(%r)' % v, lambda: round(v))
t('round bad', lambda: round('a')); t('round bad2', lambda: round(1, 'a')); t('round bad3', lambda: round(1.5, 1.5)); t('round kw', lambda: round(number=2.567, ndigits=1)); t('round0', lambda: round())
import random as _r
for v in [0.1, 0.2, 0.30000000000000004, 1/3, 2/3, 1e15, 1e16, 1e17, 123456789012345678.0, 1e21, 1e22, 1e-4, 1e-5, 0.00012345, 9007199254740993.0, 1.7976931348623157e308, 2.2250738585072014e-308, 5e-324, 100.0, 1e100, 4.35, 0.1 + 0.2, 1e5, 123456.0, 1234567890123456.7]:
    print(repr(v), str(v), v.hex(), v.as_integer_ratio() if v < 1e30 else '', v.is_integer(), int(v) if v < 1e30 else 0)
for h in ['0x1p0', '0x1.8p3', '-0x1.fp-5', '0x.1p4', 'inf', 'nan', '0x1p1024', '0x1p-1075', '1.5', 'abc', '', '0x', ' 0x1 ', '0x1.fffffffffffff8p0', '0x1p', '0x1p+', '1p5']:
    t('fromhex %r' % h, lambda: float.fromhex(h))
for v in (0, 1, -1, 255, 256, 2**64, -2**64, 10**50):
    print(v.bit_length(), v.bit_count(), hex(v), oct(v), bin(v), f'{v:,}', v.as_integer_ratio(), v.__format__('x'), str(v), v.conjugate(), v.numerator, v.denominator, v.real, v.imag)
    t('to_bytes', lambda: v.to_bytes(4, 'big')); t('to_bytes s', lambda: v.to_bytes(9, 'little', signed=True)); t('to_bytes0', lambda: v.to_bytes()); t('tb', lambda: v.to_bytes(length=3, byteorder='little'))
t('tb bad', lambda: (1).to_bytes(-1, 'big')); t('tb bad2', lambda: (1).to_bytes(1, 'x')); t('fb', lambda: int.from_bytes(b'\xff\x00', 'big')); t('fb2', lambda: int.from_bytes(b'\xff\x00', 'little', signed=True)); t('fb3', lambda: int.from_bytes([1, 2], 'big')); t('fb4', lambda: int.from_bytes('a', 'big')); t('fb5', lambda: int.from_bytes(b'')); t('fb6', lambda: int.from_bytes([256], 'big')); t('fb7', lambda: int.from_bytes(b'a', 'q'))
t('hex f', lambda: hex(1.5)); t('bin s', lambda: bin('a')); t('oct n', lambda: oct(None)); t('chr', lambda: (chr(0), chr(0x10ffff), chr(True))); t('chr bad', lambda: chr(0x110000)); t('chr bad2', lambda: chr('a')); t('chr bad3', lambda: chr(2**70)); t('ord', lambda: (ord('a'), ord(b'a'), ord('𝄞'), ord(bytearray(b'z')))); t('ord bad', lambda: ord('')); t('ord bad2', lambda: ord(5)); t('ord bad3', lambda: ord(b'ab'))
t('abs', lambda: (abs(-5), abs(-5.5), abs(3+4j), abs(True), abs(-2**70))); t('abs bad', lambda: abs(None))
for v in (0, 1, -1, -2, 2**61 - 1, 2**61, -2**61, 2**64, 1.0, 1.5, -1.5, 1e300, float('inf'), -float('inf'), 1j, 1+1j, True, 2.0**61, 0.1): print(hash(v), end=' ')
print(hash(()) == hash(()), hash((1, 2)) , hash((1, (2, 3))), hash(frozenset()) , hash(None) == hash(None), hash(range(5)), hash((1.0, True)))
for v in ('1' * 4300, '1' * 4301): t('limit', lambda: len(str(int(v))))
t('limit2', lambda: str(10**5000)); t('limit3', lambda: len(hex(10**5000))); t('limit4', lambda: f'{10**5000:d}'); t('limit5', lambda: '%d' % 10**5000); t('limit6', lambda: int('f' * 5000, 16).bit_length())
t('big', lambda: (10**200 // 3**100, 10**200 % 7**50, -10**200 // 3**100, (2**500 - 1) * (2**500 + 1) == 2**1000 - 1, (10**60) ** 3 // 10**170, 10**100 - (10**100 - 1), -(10**50), ~(10**30), 2**200 & (2**100 - 1), 2**200 | 5, -2**100 ^ 12345, (-2**100) >> 90, (1 << 200) >> 199))
t('big float', lambda: (float(10**300), 10**300 / 10**299, 2**1000 / 2**999, (2**53 + 1) / 1, 10**25 / 3, 1e25 == 10**25, 10**400 > 1e308, 10**400 == float('inf'), 10**22 == 1e22, 2**53 + 1 == float(2**53)))
t('ovf', lambda: float(10**400)); t('ovf2', lambda: 10**400 / 3); t('ovf3', lambda: 10**400 * 1.0); t('ovf4', lambda: 1.5 + 10**400); t('ovf5', lambda: 3 / 10**400); t('ovf6', lambda: 10**400 / 10**399)
t('cmp', lambda: (1j < 2,)); t('cmp2', lambda: 1j == 1); t('c', lambda: ((1+2j) * (3-1j), (1+2j) / (3-1j), (1+2j) ** 2, -(1+2j), (1+2j).conjugate(), abs(1+2j), 1j ** 2, 2 ** 1j, (1+2j) == (1+2j), bool(0j), complex('nan') == complex('nan'), str(1e20+0j), repr(-0.0 - 0j), str(complex(0, -0.0)), str(complex(float('inf'), float('nan')))))
t('c//', lambda: 1j // 2); t('c%', lambda: 1j % 2); t('c/0', lambda: 1j / 0); t('0j**-1', lambda: 0j ** -1); t('int(1j)', lambda: int(1j)); t('float(1j)', lambda: float(1j)); t('round c', lambda: round(1j)); t('divmod c', lambda: divmod(1j, 2))
