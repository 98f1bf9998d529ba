# hex with separators and fromhex with whitespace.
b = bytes([0, 1, 127, 128, 255, 16])
print(b.hex(), b.hex(':'), b.hex('-', 2), b.hex('-', -2), b.hex(' ', 4), b.hex(' ', -4))
print(b.hex(':', 100), b.hex('_', 0), b''.hex(), b.hex(sep='.', bytes_per_sep=3), b.hex(b'+'))
print(bytes.fromhex(''), bytes.fromhex('00ff'), bytes.fromhex('DE ad  BE\tef\n'))
print(bytes.fromhex(b.hex()) == b, bytes.fromhex(' 0a'))
print(int(b.hex(), 16) == int.from_bytes(b, 'big'))
def t(f):
    try: print(f())
    except (TypeError, ValueError) as e: print(type(e).__name__, e)
t(lambda: bytes.fromhex('0')); t(lambda: bytes.fromhex('zz')); t(lambda: bytes.fromhex('0 1'))
t(lambda: bytes.fromhex('00 1')); t(lambda: bytes.fromhex(b'00')); t(lambda: b.hex('ab'))
t(lambda: b.hex('é')); t(lambda: b.hex(1)); t(lambda: bytes.fromhex('00é')); t(lambda: b.hex(''))
crc = 0
for x in b'The quick brown fox':
    crc ^= x
    for _ in range(3): crc = (crc >> 1) ^ (0xedb88320 if crc & 1 else 0)
print(hex(crc), b'\x00' * 3 + b'\x01', [f'{x:08b}' for x in b'A\xf0'])
print(bytes(x ^ 0x20 for x in b'Swap'), sum(b'abc'), bytes(b'abc'[::-1]))
print(b'ab'.decode().encode('utf-16-le'))
