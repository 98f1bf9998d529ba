# format, % and str.format of every kind of value with every kind of spec.
# resume-every: 99991
# timeout: 60
def t(label, f):
    try:
        print(label, '->', repr(f()))
    except BaseException as e:
        print(label, '!!', type(e).__name__, e)
specs = ['', 's', 'd', 'b', 'o', 'x', 'X', 'c', 'n', 'e', 'E', 'f', 'F', 'g', 'G', '%', '5', '<5', '>5', '^5', '=5', '05', '010.3f', '+', '-', ' ', '+d', ' d', '#x', '#o', '#b', '#X', ',', '_', ',d', '_d', '_x', '_b', ',x', ',.2f', '_.2f', '10,', '010,', '*<10', '*>10', '*^10', 'é^10', '𝄞^7', '.0', '.3', '.10', '.0f', '.1f', '.15f', '.20f', '.0e', '.3g', '.17g', '#.3g', '#g', '#.0f', '#.0e', 'z', 'zf', 'z.1f', '10z', '<', '>', '=', '^^5', '{', '}', '5}', ' 5', '+5', '+05', '-05', ' 05', '+#x', '+#010x', '#010b', '#_x', '#,', '.5s', '5s', '<5s', '=5s', '05s', '.0s', ',s', '_s', '+s', '#s', 'q', 'dd', '5.', '.', '.x', '1.5', '5.2d', '.2x', '.2c', '5c', '<5c', '+c', '#c', ',c', '5%', '.1%', ',%', '_%', '+.1%', '020,.3f', '+020_.3f', '1000', '9999999999999999999', '.99999999999999', '\x00<5', ',_', '_,', ',,', '__', '>>5', '0<5', '0=5', '<05', '<010', '^010', '0', '00', '00005', '-5', '!r', 'r', 'N', 'D', 'u', 'i']
vals = [0, 1, -1, 255, -255, 65, 1114112, -5, 1234567, -1234567, 10**20, 2**70, True, False, 0.0, -0.0, 1.5, -1.5, 0.1, 2.5, 3.5, 1e10, 1e16, 1e17, 1e-5, 1e-4, 123456.789, 1e300, 5e-324, 1.7976931348623157e308, float('nan'), float('inf'), -float('inf'), 0.5, 0.05, 999999.5, 1234567.891, '', 'a', 'abcdefgh', 'é𝄞', None, [1], (1,), b'x', 1j, 1.5-2j, -0j, complex('nan+infj'), 0.1+1e20j]
for v in vals[::2]:
    for s in specs:
        if s == '1000' : continue
        t('%r %r' % (v, s), lambda: format(v, s))
pf = ['%d', '%i', '%u', '%x', '%X', '%o', '%e', '%E', '%f', '%F', '%g', '%G', '%c', '%r', '%s', '%a', '%5d', '%-5d|', '%05d', '%+d', '% d', '%#x', '%#o', '%#X', '%.3d', '%8.3d', '%-8.3d|', '%08.3d', '%.3s', '%10s', '%-10s|', '%.0f', '%.1f', '%10.3f', '%-10.3f|', '%010.3f', '%+.2e', '%#.0f', '%#g', '%.3r', '%5c', '%-5c|', '%5%', '%%', '%y', '%', '%5', '%(a)s', '%*d', '%.*f', '%ld', '%hd', '%Ld', '% +d', '%+ d', '%-05d|', '%#.3x', '%#08x', '%.50f', '%.0e', '%.10g', '%b']
for v in vals[::2]:
    for s in pf:
        t('%r %% %r' % (s, v), lambda: s % v if not isinstance(v, tuple) else s % (v,))
t('tuple', lambda: '%s %s' % (1, 2)); t('few', lambda: '%s %s' % (1,)); t('many', lambda: '%s' % (1, 2)); t('dict', lambda: '%(a)s %(b)d' % {'a': 1, 'b': 2}); t('dict missing', lambda: '%(c)s' % {'a': 1}); t('no dict', lambda: '%(c)s' % 5); t('star', lambda: '%*d|%-*d|%.*f' % (5, 1, 5, 2, 2, 3.14159)); t('star bad', lambda: '%*d' % ('a', 1)); t('mixed', lambda: '%(a)s %s' % {'a': 1}); t('no conv', lambda: 'abc' % 1); t('no conv dict', lambda: 'abc' % {}); t('no conv list', lambda: 'abc' % []); t('no conv tuple', lambda: 'abc' % ()); t('nested paren', lambda: '%(a(b))s' % {'a(b)': 3}); t('unclosed', lambda: '%(a' % {}); t('neg star', lambda: '%*d|' % (-5, 3)); t('pct star', lambda: '%*%' % (5,)); t('bytes', lambda: b'%s %d %r %a %x %c %b' % (b'x', 1, 'é', 'é', 255, 65, b'y')); t('bytes s', lambda: b'%s' % 'x'); t('bytes c', lambda: b'%c' % b'z'); t('bytes c2', lambda: b'%c' % 256); t('bytes b', lambda: b'%b' % 5); t('bytes dict', lambda: b'%(a)s' % {b'a': b'1'})
class F:
    def __format__(self, s): return 'F<%s>' % s
    def __str__(self): return 'strF'
    def __repr__(self): return 'reprF'
    x = 5
    def __getitem__(self, k): return 'item %r' % (k,)
class I:
    def __index__(self): return 7
    def __int__(self): return 8
    def __float__(self): return 9.5
for s in pf: t('F ' + s, lambda: s % F()); t('I ' + s, lambda: (s % I()).split(' at 0x')[0])
fs = ['{}', '{} {}', '{0} {1} {0}', '{a}', '{a} {}', '{0} {}', '{} {0}', '{', '}', '{{', '}}', '{{}}', '{0!r}', '{0!s}', '{0!a}', '{0!x}', '{0!}', '{0!rr}', '{0:>10}', '{0:{1}}', '{0:{a}>{b}}', '{0.x}', '{0.y}', '{0[1]}', '{0[a]}', '{0[a b]}', '{0[-1]}', '{0[]}', '{0[1}', '{0.}', '{.x}', '{[0]}', '{!r}', '{:5}', '{:{}}', '{:{}.{}}', '{a.x[0]}', '{0:{0:{0}}}', '{2}', '{-1}', '{ 0}', '{0 }', '{a b}', '{0]}', '{0[a]b}', '{0x}', '{99999999999999999999}', '{0!r:>10}', '{0:!r}', '{0:{{}}}', '{:}}', '{:{', '{0:%Y}', '{a!r:^{b}}', '{0.__class__}', '{0.x.real}', '{}}', '{{{}', '{{{}}}', '{0[0][0]}', '{1[k]}', '{:d}', '{:,}', '{:s}']
for s in fs:
    t('fmt ' + s, lambda: s.format(F(), 'second', a='A', b=8))
    t('fmt2 ' + s, lambda: s.format(42, {'k': 1}, 3, a=[1], b=3))
    t('map ' + s, lambda: s.format_map({'a': 'AA', 'b': 4}))
class M(dict):
    def __missing__(self, k): return '<%s>' % k
t('fm missing', lambda: '{x} {y!r} {z:>5}'.format_map(M(x=1)))
x = 3.14159; w = 10; p = 2
print(f'{x:{w}.{p}f}', f'{x!r:>{w}}', f'{x=}', f'{x = :.2f}', f'{x=!s:^{w}}', f'{"q"!r}', f'{{}}', f'{x:{"<"}{w}}|', f'{w:#0{w}x}', f"{'nested ' + f'{x:.1f}'}", f'{F():abc {w}}', f'{F()!r:>8}', f'{(lambda: 5)()}', f'{ {1: 2}[1] }', f'{x:}', f'{None!s:>6}')
