# Widths and precisions that ask for more text than there can be.
def said(f, *args):
    try:
        return repr(f(*args))[:60]
    except Exception as error:
        return f"{type(error).__name__}: {error}"

for f in (lambda: '%10000000000000d' % 1, lambda: '%10000000000000000000000d' % 1, lambda: '%.10000000000000d' % 1,
          lambda: '%.10000000000f' % 1.5, lambda: '%.*f' % (2 ** 31, 1.5), lambda: '%*d' % (2 ** 40, 1),
          lambda: '%*s' % (2 ** 70, 1), lambda: '%-9999999999999s|' % 'x', lambda: b'%10000000000000d' % 1):
    print(said(f))
for f in (lambda: f'{1:10000000000000}', lambda: f'{"x":>10000000000000}', lambda: f'{1:{10 ** 22}}',
          lambda: f'{1.5:.10000000000f}', lambda: '{:.10000000000f}'.format(1.5),
          lambda: f'{1.5:99999999999999e}', lambda: '{:{}}'.format(1, 10 ** 12), lambda: format(1, '9' * 1000),
          lambda: format('x', '0' * 1000 + '3'), lambda: '{:{}{}{}}'.format(1, '>', 2, 'd')):
    print(said(f))
