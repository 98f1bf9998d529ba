# str.format: fields, indexes, attributes, conversions, nesting, errors.
class P: x = 5; y = {'k': [10, 20]}
print('{} {} {}'.format(1, 'a', None), '{1}{0}{1}'.format('a', 'b'), '{a}{b}{a}'.format(a=1, b=2))
print('{0.x} {0.y[k][1]} {p.x}'.format(P, p=P), '{0[0]}{0[1]}'.format('xy'))
print('{[k]}'.format({'k': 'v'}))
print('{!r:>5}|{!s:<4}|{!a}'.format('a', 'b', 'é'))
print('{:{}}|{:{}.{}f}|{:{w}}'.format(1, 5, 2.5, 8, 2, 'z', w=3))
print('{{}}{{{}}}'.format(1), '{0}{0!r}'.format('q'), '{:%}'.format(0.5), '{:,}'.format(10**6))
print('{0:{1}{2}}'.format(5, '>', 4))
print('{a[b]} {c.real} {d[-1]}'.format(a={'b': 1}, c=5, d={'-1': 'neg'}))
print('{:s}{:d}'.format('a', 1), ''.format(), 'x'.format(1, a=2))
print('{0[a b]} {0[.]}'.format({'a b': 1, '.': 2}))
def t(s, *a, **k):
    try: print(s.format(*a, **k))
    except Exception as e: print(type(e).__name__, e)
t('{}'); t('{a}'); t('{0}{}', 1, 2); t('{}{0}', 1, 2); t('{', 1); t('}', 1); t('{0', 1)
t('{!x}', 1); t('{!}', 1)
t('{:d}', 'a'); t('{0.nope}', 1); t('{0[5]}', [1]); t('{0[k]}', {}); t('{0[k]}', [1])
t('{1}', 0); t('{a.b}', a=1)
t('{:{}}', 1); t('{0!r', 1); t('{0!rx}', 1); t('{0[}', 1); t('{-1}', 1); t('{ 0}', 1)
t('{:{:{}}}', 1, 2, 3); t('{0.}', 1)
f = 'pre {x!r:>{w}} post'.format
print(f(x='v', w=6), f(w=1, x=2), '{x}'.format_map({'x': 1, 'z': 2}), '{0:}'.format(3))
print('{:}'.format('e'))
