# Order and laziness of evaluation; objects with custom __format__; exceptions inside.
log = []
class F:
    def __init__(self, n): self.n = n
    def __format__(self, spec): log.append((self.n, spec)); return f'<{self.n}:{spec}>'
    def __repr__(self): log.append(('repr', self.n)); return f'F{self.n}'
def t(x): log.append(x); return x
print(f'{t(1)}{F(2):{t("spec")}}{F(3)!r:{t(8)}}{t(4)}')
print(log)
log.clear()
try: print(f'{t(1)}{1 / 0}{t(2)}')
except ZeroDivisionError: print(log)
try: f'{t("val"):{missing}}'
except NameError as e: print(e, log)
def g():
    got = f'{(yield 1)}-{(yield 2)!r:>4}-{(yield 3):{(yield 4)}}'
    yield got
x = g()
print([next(x)] + [x.send(v) for v in ('a', 'b', 7, '03d')])
def local():
    v = 'loc'
    fs = [f'{v}{i}' for i in range(2)]
    return fs, (lambda: f'{v}')(), f'{[v for _ in "ab"]}'
print(local())
class C:
    z = 'class'
    s = f'{z} body'
print(C.s, f'{C.z!r}', f'{C().__class__.__name__}', '%s' % f'{1}', f'{"%s" % 2}')
print(f'{"{}".format(3)}')
print(type(f''), f'' == '', f'{1}' is not None, len(f'{10**3}'), f'a{1}' in {'a1': 0})
print(f'{1}{2}' + '3')
print(f'{1!r:^{5}}', f'{3.0:{"5"}.{"1"}f}', (f'{1}' f'{2}' '3').join('ab'), f'{True:>{True + 5}}')
