# resume-every: 11
# Texts of numbers beyond what is converted; numbers with extreme exponents.
def said(f):
    try:
        return str(f())[:50]
    except Exception as error:
        return f'{type(error).__name__}: {str(error)[:60]}'
for f in (lambda: int('9' * 10 ** 5), lambda: str(10 ** 5000), lambda: f'{10 ** 5000}', lambda: '%d' % 10 ** 5000,
          lambda: int('1' * 5000, 3), lambda: int('1' * 4300) % 7, lambda: int('_'.join('1' * 5000)), lambda: len(hex(1 << 10 ** 6)),
          lambda: int('f' * 10 ** 5, 16).bit_length(), lambda: float('1' * 10 ** 5), lambda: float('1e' + '9' * 1000),
          lambda: float('0.' + '0' * 10 ** 5 + '1'), lambda: float('-1e-' + '9' * 1000), lambda: 10 ** 400 / 10 ** 399,
          lambda: float(10 ** 400), lambda: 10 ** 400 / 3, lambda: 2.0 ** 100000, lambda: 1e308 * 10, lambda: int(1e308).bit_length(),
          lambda: int(float('inf')), lambda: int(float('nan')), lambda: round(1.5, 10 ** 20), lambda: round(15, -10),
          lambda: complex('1' * 400 + 'j'), lambda: divmod(10 ** 4000, 10 ** 3999 + 1)[0], lambda: repr(10 ** 4299)[:3],
          lambda: int.from_bytes(b'\xff' * 10 ** 5, 'big').bit_length(), lambda: (10 ** 400) // 1e10, lambda: 1.0 < 10 ** 400):
    print(said(f))
