# str, repr, bin, oct, hex of ints and large decimal conversion both ways.
for n in (0, 7, -7, 255, -255, 2**31, -2**63, 10**18, 10**19, 2**100, -2**100):
    print(n, repr(n), bin(n)[:40], oct(n), hex(n), f'{n:x}', str(n) == '%d' % n)
n = 1234567890123456789
for _ in range(4): n = n * n + 1
s = str(n)
print(len(s), s[:20], s[-20:], int(s) == n, int(hex(n), 16) == n, int(bin(n), 0) == n)
print(int(oct(n)[2:], 8) == n)
print(str(10**100) == '1' + '0' * 100, str(10**50 - 1), str(-10**25), len(str(7**1000)))
print(str(2**200)[::-1][:10])
print(bin(True), hex(False), oct(8), bin(-1), hex(-16), bin(0))
print([hex(2**k) for k in (4, 8, 16, 63, 64)])
for f in (bin, oct, hex):
    try: f(1.5)
    except TypeError as e: print(e)
