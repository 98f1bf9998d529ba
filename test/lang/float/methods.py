# is_integer, as_integer_ratio, hex, fromhex, conversions.
for x in (0.0, 1.5, -0.1, 1e22, 5e-324, 2.0**-1074, -3.75, 1e16):
    print(x, x.is_integer(), x.as_integer_ratio(), x.hex(), float.fromhex(x.hex()) == x)
for s in ('0x1p0', '0x1.8p1', '-0x1.ep+3', '1.8', 'inf', '-nan', '0x.8', '0x10', '0X1P-1074',
           '0x1.fffffffffffffp1023', 'a.8p2', ' 0x1p3 '):
    print(s, float.fromhex(s), end='; ')
print()
for f in (lambda: float.fromhex('0x1p5000'), lambda: float.fromhex('xyz'),
           lambda: float.fromhex(''), lambda: float.fromhex(5),
          lambda: float('1_'), lambda: float('1__0'), lambda: float('0x10'), lambda: float('1e'),
          lambda: float('.'), lambda: float('1 2'),
          lambda: float('--1'), lambda: float([]), lambda: float('é'), lambda: float(1,
                  2), lambda: float(b'x')):
    try: print(f())
    except (ValueError, OverflowError, TypeError) as e: print(type(e).__name__, e)
print(float(), float('1_000.5'), float(' 2.5\n'), float('.5'), float('5.'), float('1E5'))
print(float('+1e-3'), float(b'1.5'), float('١.٥'), float(True), float('-0'))
print(float('123456789012345678901234567890'), float('0.1000000000000000055511151231257827'))
print(float('2.2250738585072011e-308'), float('1e23'))
print(float('179769313486231580793e289'), float('4.9e-324'), float('2.4703282292062327e-324'))
print(float('2.4703282292062328e-324'), float('0.' + '0' * 330 + '1'), float('1' + '0' * 310))
