# and, or, not: returned operands, laziness, deep mixes in conditions.
def t(v): print(repr(v), end=' '); return v
print('=', t(0) or t('') or t([]) or t('last'))
print('=', t(1) and t('x') and t(0) and t('never'))
print('=', t(0) and t(1) or t(2) and t(3))
print('=', not t(0) and not t(''), not (t(1) and t(0)))
print('=', (t(1) or t(2)) and (t(0) or t(None)))
print(1 and 2, 0 or None, None and 1, [] or {}, not [], not not 'a', 1 or 1 / 0, 0 and 1 / 0)
def f(a, b, c):
    if a and b or c: return 'T'
    if not a or not (b and c): return 'N'
    return 'X'
print([f(a, b, c) for a in (0, 1) for b in (0, 1) for c in (0, 1)])
class B:
    def __init__(self, v): self.v, self.n = v, 0
    def __bool__(self): self.n += 1; return self.v
x, y = B(False), B(True)
r = x or y or x
print(r is y, x.n, y.n)
r = x and y
print(r is x, x.n, y.n)
if x or y: print('if', x.n, y.n)
while x or not y: print('no')
print((x and 1) is x, (y and 1), [1 if x else 2 if y else 3], x.n, y.n)
print(True and not False or False, (not 1) == 0, not 1 == 0, 1 < 2 and 2 < 3 or 1 / 0)
print(None or False or 0)
z = 5
z = z and z - 5 or 'zero'
print(z, ('a' and 'b') + ('' or 'c'), [x for x in (0, 1, 2) if x and x - 1])
