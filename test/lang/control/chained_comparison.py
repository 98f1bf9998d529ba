# Chained comparisons: single evaluation, short circuit, mixed operators.
x = 5
def t(v): print(v, end=' '); return v
print(t(1) < t(2) < t(3), t(3) < t(2) < t(1), t(1) < t(3) > t(2) != t(9))
print(1 < 2 == 2 < 3 >= 3 != 4, 1 == 1.0 == True, 1 < 2 in [2, 3] is not None, 3 > 2 > 1 > 0 > -1)
print(1 in [1] == True, (1 in [1]) == True, 0 < 1 in {1: 0}, not 1 < 2 < 3)
print(x is not None is not ..., None is None is not False)
print(0 < x < 10, 0 < x < 3, 10 > x >= 5, x == x == x, 'a' < 'b' < 'c' <= 'c', x != 4 != x)
class C:
    def __init__(self, n): self.n = n
    def __lt__(self, o): print(f'{self.n}<{o.n}', end=' '); return [] if self.n > 2 else [self.n]
print(C(1) < C(2) < C(3), C(5) < C(1) < C(2), C(1) < C(3) < C(0))
if C(1) < C(2) < C(9): print('if true')
while C(9) < C(1) < C(2): print('never')
print([i for i in range(10) if 2 < i <= 5 or 8 <= i], 5 if 1 < x < 3 else 6, (1 < 2) < 2)
print(1 < (2 < 3))
try: print(1 < 'a' < 2)
except TypeError as e: print(e)
print(2 < 1 < 'a', None is None is None, [] is not [] is not [], 'a' in 'abc' in ['abc'])
a = [1, 2]
print(a == [1, 2] is not a, a is a == a, 1 in a < [3], 3 not in a != 5)
print(len(a) == 2 == a[1] > a[0])
assert 0 < len(a) <= 2 < 10
y = 1 < t(2) < t(1) or t('or')
print(y)
