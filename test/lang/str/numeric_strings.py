# Converting numbers to strings and back, digit handling, padding, alignment of signs.
for n in (0, 7, -12, 1234567, 10**20, True, 3.5, -0.0, 1e-7, 1e22):
    s = str(n)
    print(s, s.zfill(8), s.lstrip('-').isdigit(), s.replace('-', '~').rjust(9, '.'), s[::-1])
    print(len(s))
print([int(c) for c in '9081'], sum(int(c) for c in str(2**50)), ''.join(sorted(str(31415926))))
print(int('12' * 3), '12' * int('3'))
print(' 42 '.strip().isdigit(), '4 2'.isdigit(), '-4'.isdigit())
print('4.2'.replace('.', '', 1).isdigit(), float(' 4.2 ') == 4.2, int('0b101', 2))
print(int('-0x1A', 16))
print('{:>5}|{:<5}|{:^5}|{:05}'.format(-4, -4, -4, -4), '%+d % d %05d' % (4, 4, -4))
print(f'{4:+}{-4:+}', format(1234.5, ',.2f'), f'{1e6:,.0f}'.replace(',', ' '))
def commas(n): s = str(n)[::-1]; return ','.join(s[i:i + 3] for i in range(0, len(s), 3))[::-1]
print(commas(1234567), commas(12), commas(123456) == f'{123456:,}')
print(''.join(reversed('%d' % 120)).lstrip('0'))
def base(n, b):
    d = '0123456789abcdefghijklmnopqrstuvwxyz'
    return (base(n // b, b) if n >= b else '') + d[n % b]
print([base(255, b) for b in (2, 8, 16, 36)])
print(all(int(base(n, 7), 7) == n for n in (0, 6, 7, 50, 343)))
