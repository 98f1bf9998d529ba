# __repr__, __str__, __format__ and the order in which they are used.
class Both:
    def __repr__(self): return 'R'
    def __str__(self): return 'S'
class OnlyR:
    def __repr__(self): return 'onlyR'
class F(Both):
    def __format__(self, spec): return f'<{spec}>'
b, o, f = Both(), OnlyR(), F()
print(b, repr(b), [b], str([b, o]), f'{b} {b!r} {b!s} {o} {f} {f:>10} {f!s:>3}')
print('%s %r %a' % (b, b, o), '{} {!r} {:x}'.format(b, b, f), (b,), {b.__class__.__name__: b})
print(format(b), format(f, 'spec'), ascii(o))
def t(g):
    try: print(g())
    except TypeError as e: print(e)
class Bad:
    def __repr__(self): return 5
    def __str__(self): return None
    def __format__(self, s): return 7
t(lambda: repr(Bad()))
t(lambda: str(Bad()))
t(lambda: format(Bad(), ''))
t(lambda: f'{b:>10}')
t(lambda: f'{None:d}')
t(lambda: format([], 'x'))
class SubS(str):
    def __str__(self): return 'custom str'
s = SubS('base')
print(s, repr(s), s + '!', f'{s}', '%s' % s, str(s), len(s), ''.join([s]), format(s))
class E(Exception):
    def __str__(self): return 'E-str'
print(E(1, 2), repr(E(1, 2)), f'{E(3)}')
class N:
    __str__ = lambda self: 'lam'
    __repr__ = __str__
print(N(), [N()])
