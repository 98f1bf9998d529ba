# bit_length, to_bytes, from_bytes in both orders, signed and unsigned.
print([n.bit_length() for n in (0, 1, -1, 255, 256, -256, 2**63, 2**64 - 1, -2**200)])
for n, size in ((0, 1), (1, 1), (255, 1), (256, 2), (65535, 3), (2**64 - 1, 8), (2**65 + 1, 9)):
    b, l = n.to_bytes(size, 'big'), n.to_bytes(size, 'little')
    print(b, l, b == l[::-1], int.from_bytes(b, 'big') == n == int.from_bytes(l, 'little'))
for n in (0, 127, -128, -1, -129, 2**63 - 1, -2**63):
    b = n.to_bytes(9, 'big', signed=True)
    print(b.hex(), int.from_bytes(b, 'big', signed=True), int.from_bytes(b, 'big'))
print((5).to_bytes(), (5).to_bytes(2), int.from_bytes(b'\x01\x02'))
print(int.from_bytes([1, 0, 255], 'big'), int.from_bytes(b'', 'big'))
def t(f):
    try: print(f())
    except (OverflowError, ValueError, TypeError) as e: print(type(e).__name__, e)
t(lambda: (256).to_bytes(1, 'big'))
t(lambda: (-1).to_bytes(1, 'big'))
t(lambda: (128).to_bytes(1, 'big', signed=True))
t(lambda: (1).to_bytes(-1, 'big'))
t(lambda: (1).to_bytes(1, 'middle'))
t(lambda: int.from_bytes('ab', 'big'))
t(lambda: int.from_bytes([256], 'big'))
t(lambda: True.to_bytes(1, 'big'))
