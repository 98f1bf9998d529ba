# Truth value, len and membership protocols with fallbacks and errors.
class B:
    def __init__(self, v): self.v = v
    def __bool__(self): print('bool', end=' '); return self.v
class L:
    def __init__(self, n): self.n = n
    def __len__(self): print('len', end=' '); return self.n
print(bool(B(True)), bool(B(False)), bool(L(0)), bool(L(3)), not L(0))
print('y' if L(2) else 'n', 'y' if B(False) else 'n', (B(False) or 'right'), L(0) and 'x' or 'z')
class C:
    def __contains__(self, x): return x * 2
class I:
    def __iter__(self): print('iter', end=' '); return iter([1, 2, 3])
class G:
    def __getitem__(self, i):
        print('item', i, end=' ')
        if i > 2: raise IndexError
        return i * 10
print(5 in C(), 0 in C(), 0 not in C(), 2 in I(), 9 in I(), 20 in G(), 7 in G())
def t(f):
    try: print(f())
    except (TypeError, ValueError, OverflowError) as e: print(type(e).__name__, e)
t(lambda: len(L(-1)))
t(lambda: len(L('x')))
t(lambda: len(L(2.0)))
t(lambda: bool(B(1)))
t(lambda: bool(L(-5)))
t(lambda: 1 in 5)
t(lambda: 1 in 'abc')
t(lambda: None in B(True))
while B(False): print('never')
else: print('else')
class NoContains(list):
    __contains__ = None
t(lambda: 1 in NoContains([1]))
