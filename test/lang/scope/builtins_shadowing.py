# Shadowing builtins in each scope and removing the shadow.
def f(list): return [list, type([])]
print(f(5))
sum = 10
print(sum + 1)
del sum
print(sum([1, 2]))
def g():
    len = 'local'
    def h(): return len
    return h()
print(g(), len('ab'))
class C:
    str = 'class attr'
    def m(self): return str(5) + self.str
    t = str
print(C().m(), C.t)
def late():
    try: print(max([1, 2]))
    except UnboundLocalError as e: print(e)
    max = 5
late()
def glob():
    global abs
    abs = lambda x: 'shadow abs'
glob()
print(abs(-1), [abs(-2) for _ in range(1)])
del abs
print(abs(-1))
True_ = True
print([id for id in range(2)], (lambda int: int)(3), {type: 1 for type in 'a'}, int('5'))
for input in range(2): pass
print(input)
try: pass
except ValueError as dict: pass
print(dict(a=1))
def use(): return sorted([2, 1])
print(use())
sorted = lambda x: 'mine'
print(use())
del sorted
print(use(), [n for n in ('sum', 'abs', 'sorted') if n in globals()])
import_ = __name__
print(import_, Ellipsis is ..., NotImplemented, bool(Ellipsis), __debug__)
