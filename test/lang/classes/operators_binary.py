# All binary operator dunders with their reflected forms.
class N:
    def __init__(self, n): self.n = n

ops = ['add', 'sub', 'mul', 'truediv', 'floordiv', 'mod', 'pow', 'matmul', 'lshift', 'rshift',
       'and', 'or', 'xor', 'divmod']
def make(op):
    def fwd(self, other): return f'{op}({self.n},{getattr(other, "n", other)})'
    def rev(self, other): return f'r{op}({self.n},{getattr(other, "n", other)})'
    return fwd, rev
for op in ops:
    f, r = make(op)
    setattr(N, f'__{op}__', f)
    setattr(N, f'__r{op}__', r)
a, b = N('a'), N('b')
print(a + b, a - 1, 1 - a, a * 2, 2 * a, a / b, 'x' // a, a // 2)
print(a % b, 5 % a, a ** 2, 2 ** a, a @ b, [1] @ a, a << 1, 1 << a, a >> b, None >> a)
print(a & 1, True & a, a | b, {} | a, a ^ 1, 1.5 ^ a, divmod(a, 1), divmod(1, a), pow(a, b))
class U:
    def __neg__(self): return 'neg'
    def __pos__(self): return 'pos'
    def __invert__(self): return 'inv'
    def __abs__(self): return 'abs'
    def __round__(self, n='none'): return ('round', n)
    def __int__(self): return 42
    def __float__(self): return 4.5
    def __pow__(self, o, m=None): return ('pow', o, m)
u = U()
print(-u, +u, ~u, abs(u), round(u), round(u, 3), int(u), float(u), pow(u, 2, 3), u ** 4)
