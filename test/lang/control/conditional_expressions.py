# Conditional expressions: nesting, precedence, in every context, lazily evaluated.
def t(v): print(v, end=' '); return v
print(t('a') if t(1) else t('b'), t('a') if t(0) else t('b'))
f = lambda n: 'neg' if n < 0 else 'zero' if n == 0 else 'small' if n < 10 else 'big'
print([f(n) for n in (-1, 0, 5, 50)], (1 if 0 else 2) + (3 if 1 else 4), 1 if 0 else 2 + 3)
print(-1 if 1 else 0)
x = [1, 2] if True else 3, 4
print(x, [i if i % 2 else -i for i in range(4)])
print({('a' if i else 'b'): (i if i else None) for i in (0, 1)})
print((lambda: 1 if 0 else 2)(), (lambda: 1)() if 1 else 0, not 1 if 1 else 2)
print(1 and 0 if 1 or 0 else 2, 1 if 1 else 1 / 0)
d, e = {}, []
(d if 1 else e)['k'] = 5
(e if 1 else d).append(1)
print(d, e, (print if 1 else len)('called'), 'yes' if d and e else 'no')
print(d['k'] if 'k' in d else None)
print(d['k'] if 'k' in d else None)
def g(n): return g(n - 1) * n if n > 1 else 1
print(g(10), *(['x'] if 1 else []), f'{"p" if d else "q"}', [1, 2, 3][1 if d else 0])
print(max(1, 2) if d else min(1, 2))
y = 5 if d else undefined
z = (undefined_z if e == d else 'str')[0]
print(y, z, 1 if 2 < 3 < 4 else 0, (1 if 1 else 0) if 0 else (3 if 0 else 4))
print('a' if 'a' in 'abc' else 'b', None if 0 else ())
for i in ([1, 2] if d else [3]): print(i, end=' ')
while (i := i - 1 if i else -1) >= 0: print(i, end=' ')
assert True if 1 else False
print(sum(1 if c in 'aeiou' else 0 for c in 'education'))
