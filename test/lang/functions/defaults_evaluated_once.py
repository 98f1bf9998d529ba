# Defaults are evaluated at definition, in order, and are shared between calls.
log = []

def note(x):
    log.append(x)
    return x

def f(a=note('a'), b=note('b'), *, c=note('c'), d=note('d')):
    return a + b + c + d

print(log)
print(f(), f('x'), f(d='y'))
print(log)

def acc(x, seen=[]):
    seen.append(x)
    return seen

print(acc(1), acc(2), acc(3, []), acc(4))
print(acc.__defaults__, f.__defaults__, f.__kwdefaults__)
f.__defaults__ = ('q',)
try:
    f()
except TypeError as e:
    print(e)
print(f('p'))
f.__kwdefaults__ = None
try:
    f('p')
except TypeError as e:
    print(e)
n = 1
def late(v=n):
    return v, n
n = 2
print(late())
