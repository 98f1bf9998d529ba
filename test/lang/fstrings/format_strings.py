# String presentation, fill, alignment, truncation with Unicode fill characters.
s = 'héllo'
print(f'{s}|{s:s}|{s:8}|{s:<8}|{s:>8}|{s:^8}|{s:^9}|{s:*^9}|{s:.2}|{s:8.2}|{s:>8.2s}|{s:.0}')
print(f'{s:.99}')
print(f'{s:😀^11}|{"":5}|{"":*<3}|{"x":05}|{"日本":>5}|{s!r:>9}|{s!a:>12}')
print(f'{None}|{None!s:>6}|{None!r:>6}|{[1]!s:>5}|{(1, 2)!r:_^10}|{...!s}|{True!s:^7}')
print(f'{b"x"!r:4}|{int!r}')
def t(spec, v='abc'):
    try: print(repr(format(v, spec)))
    except (ValueError, TypeError) as e: print(type(e).__name__, e)
for spec in ('d', '=5', '+', ',', '#', ' ', '05', '.', '.1.2', '<', '<<', '<<5', '>5s', '5.',
           'sd', '-5', '0<6',
             '_', 'x', '\n^5', '^', '5\n'):
    t(spec)
t('5', None); t('>3', []); t('', []); t('x', b'a'); t('s', type(None)); t('10', (1,))
t('99999999999999999999'); t('.99999999999999999999')
