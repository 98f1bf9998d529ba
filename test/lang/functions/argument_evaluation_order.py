# Order in which callee, arguments, stars and keywords are evaluated.
def t(x, v=None):
    print(x, end=' ')
    return v if v is not None else x

def f(*a, **k):
    print('->', a, k)

t('callee', f)(t(1), *t('star', [2, 3]), t(4), k=t('k'), **t('dd', {'z': 1}), y=t('y'))
d = {}
t('obj', d)[t('key')] = t('value')
print(d)
d[t('k2')] = d2 = t('v2')
print(d, d2)
print(t(1) + t(2) * t(3) - t(4))
print({t('a'): t(1), t('b'): t(2)})
print([t(3), t(2)][t(0)])
print((t(1) < t(2) < t(1) < t(9)))
