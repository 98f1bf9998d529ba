# Annotations of functions and modules are stored in order and evaluated once.
def t(x):
    print('eval', x)
    return x

def f(a: t('a'), *b: t('b'), c: t('c') = t('default'), **d: t('d')) -> t('ret'):
    x: t('never') = 1
    y: undefined_name
    return x

print(f.__annotations__)
print(f(1))

v: t('int') = t('value')
w: t('only')
print(__annotations__)
try:
    w
except NameError as e:
    print(e)

class C:
    p: int
    q: 'str' = 'z'
    (r): int = 3
    r2: list

    def m(self) -> 'C': ...

print(C.__annotations__, C.q, C.r, hasattr(C, 'p'))
c = C()
c.attr: int = 5
d = {}
d['k']: int = 6
print(c.attr, d, C.m.__annotations__)
