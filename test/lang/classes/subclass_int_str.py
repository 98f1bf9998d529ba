# Subclasses of int, str, tuple, float, list: results of operations and attributes.
class I(int):
    def __add__(self, o): return I(int(self) + o)
    def __repr__(self): return f'I({int(self)})'
i = I(5)
i.tag = 't'
print(i, str(i), i + 1, 1 + i, i - 1, i * 2, type(i + 1).__name__, type(i - 1).__name__, i.tag)
print(i == 5, hash(i) == hash(5), {5: 'x'}[i], [0] * i, range(i), i.bit_length())
print(sorted([I(3), 2, i]))
print(f'{i} {i:03d} {i!r}', '%d' % i, bool(I(0)), int(i), type(int(i)).__name__, -i)
print(I('12', 3))
class S(str):
    def __new__(cls, v): return super().__new__(cls, v.strip())
    def shout(self): return S(self.upper() + '!  ')
s = S('  hi ')
print(s, len(s), s.shout(), type(s.upper()).__name__, type(s + 'x').__name__, s == 'hi')
print({'hi': 1}[s])
print(isinstance(s, str), s[0], type(s[:]).__name__, 'x'.join([s, s]), s in 'this')
print('hi'.startswith(s))
class T(tuple):
    def __new__(cls, *a): return super().__new__(cls, a)
    @property
    def first(self): return self[0]
t = T(1, 2)
a, b = t
print(t, t.first, a, b, t + (3,), type(t + (3,)).__name__, t == (1, 2), T(1)[:])
print(hash(t) == hash((1, 2)))
class Stack(list):
    push = list.append
    def peek(self): return self[-1]
k = Stack([1]); k.push(2); k.x = 3
print(k, k.peek(), k.pop(), len(k), k.x, k == [1], type(k * 2).__name__)
class F(float): pass
print(F(1.5) + 1, type(F(1) + 1).__name__, F('2.5'), repr(F(3)), F(2) == 2, isinstance(F(), float))
