# Which methods operators ask, in which order, and what they make of the answers.
# resume-every: 99991
# timeout: 120
# reflected, in-place, NotImplemented, comparison fallbacks
log = []
def t(label, f):
    del log[:]
    try:
        r = f()
        print(label, '->', r, log)
    except BaseException as e:
        print(label, '!!', type(e).__name__, e, log)
binops = {'add': '+', 'sub': '-', 'mul': '*', 'matmul': '@', 'truediv': '/', 'floordiv': '//', 'mod': '%', 'divmod': None, 'pow': '**', 'lshift': '<<', 'rshift': '>>', 'and': '&', 'or': '|', 'xor': '^'}
import builtins
def mk(name, ret):
    def m(self, *o):
        log.append((type(self).__name__, name, len(o)))
        return ret
    return m
def build(cname, bases, names, ret):
    return type(cname, bases, {n: mk(n, ret) for n in names})
def apply(op, a, b):
    if op == 'add': return a + b
    if op == 'sub': return a - b
    if op == 'mul': return a * b
    if op == 'matmul': return a @ b
    if op == 'truediv': return a / b
    if op == 'floordiv': return a // b
    if op == 'mod': return a % b
    if op == 'divmod': return divmod(a, b)
    if op == 'pow': return a ** b
    if op == 'lshift': return a << b
    if op == 'rshift': return a >> b
    if op == 'and': return a & b
    if op == 'or': return a | b
    if op == 'xor': return a ^ b
def inplace(op, a, b):
    if op == 'add': a += b
    elif op == 'sub': a -= b
    elif op == 'mul': a *= b
    elif op == 'matmul': a @= b
    elif op == 'truediv': a /= b
    elif op == 'floordiv': a //= b
    elif op == 'mod': a %= b
    elif op == 'pow': a **= b
    elif op == 'lshift': a <<= b
    elif op == 'rshift': a >>= b
    elif op == 'and': a &= b
    elif op == 'or': a |= b
    elif op == 'xor': a ^= b
    return a
NI = NotImplemented
class Plain: pass
for op in ('add', 'mul', 'divmod', 'pow', 'or'):
    n, r, i = '__%s__' % op, '__r%s__' % op, '__i%s__' % op
    L = build('L', (), [n], 'L')
    LN = build('LN', (), [n, r, i], NI)
    R = build('R', (), [r], 'R')
    RN = build('RN', (), [r], NI)
    B = build('B', (), [n, r], 'B')
    S = build('S', (B,), [r], 'S')
    S2 = type('S2', (B,), {})
    I = build('I', (), [i], 'I')
    IN = build('IN', (), [i, n], NI)
    for a in (L(), LN(), R(), RN(), B(), S(), S2(), I(), IN(), Plain(), 5, 'x', [1], None):
        for b in (L(), LN(), R(), RN(), B(), S(), S2(), Plain(), 3, 'y', [2]):
            if isinstance(a, (int, float, str, list)) and isinstance(b, (int, float, str, list)): continue
            t('%s %s %s' % (type(a).__name__, op, type(b).__name__), lambda: apply(op, a, b))
            repeats = op == 'mul' and isinstance(b, (str, list))
            if op != 'divmod' and not repeats: t('%s i%s %s' % (type(a).__name__, op, type(b).__name__), lambda: inplace(op, a, b))
class NoneOp:
    __add__ = None
    __radd__ = None
    __iadd__ = None
    __eq__ = None
    __lt__ = None
    __contains__ = None
    __iter__ = None
    __len__ = None
    __bool__ = None
    __neg__ = None
    __call__ = None
    __getitem__ = None
    __hash__ = None
    __index__ = None
    __str__ = None
x = NoneOp()
t('none add', lambda: x + 1); t('none radd', lambda: 1 + x); t('none iadd', lambda: inplace('add', x, 1)); t('none eq', lambda: x == 1); t('none eq2', lambda: 1 == x); t('none lt', lambda: x < 1); t('none in', lambda: 1 in x); t('none iter', lambda: iter(x)); t('none bool', lambda: bool(x)); t('none neg', lambda: -x); t('none call', lambda: x()); t('none hash', lambda: hash(x)); t('none for', lambda: [y for y in x]); t('none str', lambda: str(x)); t('none list', lambda: list(x)); 
cmps = ['lt', 'le', 'eq', 'ne', 'gt', 'ge']
def cmp(op, a, b):
    return {'lt': lambda: a < b, 'le': lambda: a <= b, 'eq': lambda: a == b, 'ne': lambda: a != b, 'gt': lambda: a > b, 'ge': lambda: a >= b}[op]()
for op in cmps:
    n = '__%s__' % op
    for ret in ('str', NI):
        C = build('C', (), [n], ret)
        D = build('D', (C,), [n], ret)
        A = build('A', (), ['__%s__' % o for o in cmps], NI)
        for a in (C(), D(), A(), Plain(), 3, None):
            for b in (C(), D(), A(), Plain(), 4, 'z'):
                for o in cmps:
                    def g():
                        try: return cmp(o, a, b)
                        except TypeError as e: return e
                    t('%s %s %s (%s)' % (type(a).__name__, o, type(b).__name__, op), g)
for un in ('neg', 'pos', 'invert', 'abs', 'index', 'int', 'float', 'complex', 'bool', 'len', 'hash', 'round', 'trunc', 'floor', 'ceil', 'repr', 'str', 'bytes', 'format', 'iter', 'next', 'reversed', 'length_hint', 'dir', 'sizeof'):
    for ret in (5, -5, True, 1.5, 'x', None, NI, 2**70):
        if un == 'index' and ret == 2**70 or un in ('index', 'int') and ret is True: continue
        U = build('U', (), ['__%s__' % un], ret)
        u = U()
        import math
        fs = {'neg': lambda: -u, 'pos': lambda: +u, 'invert': lambda: ~u, 'abs': lambda: abs(u), 'index': lambda: ([10, 20, 30, 40, 50, 60][u], bin(u), int(u), float(u), 'ab' * u if ret == 5 else 0), 'int': lambda: int(u), 'float': lambda: (float(u), math.sqrt(u), '%f' % u), 'complex': lambda: complex(u), 'bool': lambda: (bool(u), not u, 1 if u else 2), 'len': lambda: (len(u), bool(u)), 'hash': lambda: hash(u), 'round': lambda: (round(u), round(u, 2)), 'trunc': lambda: math.trunc(u), 'floor': lambda: math.floor(u), 'ceil': lambda: math.ceil(u), 'repr': lambda: (repr(u), str(u), '%r' % u, f'{u}', [u]), 'str': lambda: str(u), 'bytes': lambda: bytes(u), 'format': lambda: (format(u, 'a'), f'{u:b}'), 'iter': lambda: iter(u), 'next': lambda: next(u), 'reversed': lambda: reversed(u), 'length_hint': lambda: 1, 'dir': lambda: dir(u), 'sizeof': lambda: 1}
        t('%s %r' % (un, ret), fs[un])
