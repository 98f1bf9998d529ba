# resume-every: 61
# Text made by program code at every depth: repr, str, format, %, str.format, join, bytes.
class A:
    def __init__(self, n=0): self.n = n
    def __repr__(self): return f'A({self.n})'
class S(A):
    def __str__(self): return f'S<{self.n}>'
class Bad:
    def __repr__(self): return 5
    def __str__(self): return 5
    def __format__(self, s): return 5
def t(f):
    try: print(f())
    except Exception as e: print(type(e).__name__, e)
l = [A(1), (A(2),), {A(3): [A(4)]}, {A(5)}, frozenset([A(6)]), S(7)]
t(lambda: l)
l.append(l); d = {1: l}; l.append(d); d['d'] = d
t(lambda: l); t(lambda: d)
t(lambda: str(S(1)) + repr(S(1)))
t(lambda: f'{S(1)} {S(1)!r} {S(1)!s:>6} {S(1)!a} {[S(1)]}')
t(lambda: '%s %r %a' % (S(1), S(1), S(1)))
t(lambda: '%(x)s %(x)5.1s|' % {'x': S(2)})
t(lambda: '{} {!r} {0}'.format(S(1), 2))
t(lambda: '{} {!r} {!s:>8}|'.format(S(1), S(2), S(3)))
t(lambda: '{0.n} {a.n} {a.n:>{w}}|'.format(S(1), a=S(5), w=4))
t(lambda: '{a[x]} {a[0]}'.format(a={'x': S(1), 0: 'zero'}))
for f in (lambda: repr(Bad()), lambda: str(Bad()), lambda: format(Bad()), lambda: [Bad()], lambda: f'{Bad()}', lambda: '%s' % Bad(), lambda: '{}'.format(Bad()), lambda: print('a', Bad())): t(f)
t(lambda: ValueError(A(1), [A(2)])); t(lambda: repr(ValueError(A(1)))); t(lambda: str(KeyError(A(1)))); t(lambda: str(ValueError(A(3))))
t(lambda: {1: A(1)}.keys()); t(lambda: {1: A(1)}.values()); t(lambda: {1: A(1)}.items()); t(lambda: {A(1): 2}.keys())
t(lambda: slice(A(1), None, A(2)))
t(lambda: ','.join(str(x) for x in [A(1), 2])); t(lambda: ','.join(x for x in ['a', 5])); t(lambda: ','.join(A(1)))
class It:
    def __init__(self): self.i = 0
    def __iter__(self): return self
    def __next__(self):
        self.i += 1
        if self.i > 3: raise StopIteration
        return str(self.i)
t(lambda: '-'.join(It())); t(lambda: b'-'.join(x.encode() for x in It()))
class G:
    def __getitem__(self, i):
        if i > 2: raise IndexError
        return 'xyz'[i]
t(lambda: '-'.join(G()))
class Tab:
    def __getitem__(self, k):
        if k == ord('a'): return 'AA'
        if k == ord('b'): return None
        if k == ord('c'): return 67
        raise LookupError
t(lambda: 'abcd\u65e5'.translate(Tab()))
class B:
    def __bytes__(self): return b'bb'
class BB:
    def __bytes__(self): return 'x'
class I:
    def __index__(self): return 3
class It2:
    def __iter__(self): return iter([1, I(), 3])
for f in (lambda: bytes(B()), lambda: bytes(BB()), lambda: bytes(I()), lambda: bytearray(I()), lambda: bytes(It2()), lambda: bytearray(It2()), lambda: bytes(x for x in (1, 2)), lambda: b'%s|%b' % (B(), b'x'), lambda: b'%d %x %c' % (I(), I(), 65)): t(f)
ba = bytearray(b'ab'); ba.extend(x for x in (1, 2)); ba.extend(It2()); print(ba)
class F:
    def __float__(self): return 2.5
    def __int__(self): return 7
for f in (lambda: '%d' % F(), lambda: '%f' % F(), lambda: '%x' % F(), lambda: '%x' % I(), lambda: '%d' % I(), lambda: '%s %d' % (F,), lambda: '%.2f' % I()): 
    try: r = f(); print(r if 'class' not in r else 'cls')
    except Exception as e: print(type(e).__name__, e)
class M:
    def __getitem__(self, k): return k * 2
t(lambda: '%(ab)s %(c)s' % M()); t(lambda: '{ab} {c!r}'.format_map(M())); t(lambda: '%s' % M() if 0 else 1)
class Fm:
    def __format__(self, spec): return f'<{spec}>'
t(lambda: f'{Fm()} {Fm():abc} {Fm():{"x"}{1}}'); t(lambda: format(Fm(), 'q')); t(lambda: '{:z} {}'.format(Fm(), Fm()))
t(lambda: format(A(1), 'x')); t(lambda: format(A(1))); t(lambda: f'{A(1):>5}')
class StrSub(str): pass
class IntSub(int): pass
class FlSub(float):
    def __repr__(self): return 'FL'
t(lambda: f'{StrSub("ab"):>5}{IntSub(5):03d}{IntSub(5)}{FlSub(2.5):.2f}{FlSub(2.5)}{FlSub(2.5)!r}')
t(lambda: [StrSub('x'), IntSub(3), FlSub(1)])
t(lambda: StrSub('a,b').split(StrSub(','))); t(lambda: StrSub('-').join([StrSub('a'), StrSub('b')])); t(lambda: type(StrSub('a').strip()).__name__); t(lambda: StrSub('a').join([StrSub('q')]))
class L(list): pass
class D(dict): pass
class T(tuple): pass
class Se(set): pass
class Fr(frozenset): pass
class Ba(bytearray): pass
t(lambda: [L([A(1)]), D(a=A(2)), T([A(3)]), Se([A(4)]), Fr([5]), Se(), Fr(), Ba(b'x')])
t(lambda: [L([1]), D(a=2), T([3]), Se([4])])
