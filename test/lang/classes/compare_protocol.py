# Rich comparison: reflection, NotImplemented, default identity, chaining, errors.
class A:
    def __init__(self, n): self.n = n
    def __lt__(self, o): print('lt', end=' '); return self.n < o.n
    def __le__(self, o): print('le', end=' '); return self.n <= o.n
    def __eq__(self, o):
        print('eq', end=' ')
        return NotImplemented if not isinstance(o, A) else self.n == o.n
a, b = A(1), A(2)
print(a < b, a > b, a <= b, a >= b, a == b, a != b, a == 1, 1 == a, a != 1)
print(a < b < A(3), a < b > a)
class S(A):
    def __gt__(self, o): print('S.gt', end=' '); return 'sgt'
    def __eq__(self, o): print('S.eq', end=' '); return 'seq'
print(a < S(5), S(5) > a, a == S(1), S(1) != a)
def t(f):
    try: print(f())
    except TypeError as e: print(e)
t(lambda: object() < object())
t(lambda: 1 < 'a')
t(lambda: [] >= ())
t(lambda: None > 1)
t(lambda: {} < {})
t(lambda: (1, 'a') < (1, 2))
t(lambda: [1, 2] < [1, 'b'])
t(lambda: print < len)
class Weird:
    def __eq__(self, o): return []
    def __ne__(self, o): return 'ne'
w = Weird()
print(w == 1, w != 1, w in [0], [w] == [1], not w == 1)
o = object()
print(o == o, o != o, o == object())
x = float('nan')
print([x] == [x], x in [x], (x,) == (x,), x == x, {1: x} == {1: x})
