# Order of __enter__, body and __exit__, arguments, return values and suppression.
class CM:
    def __init__(self, name, eat=()): self.name, self.eat = name, eat
    def __enter__(self): print('enter', self.name); return self.name.upper()
    def __exit__(self, t, v, tb):
        print('exit', self.name, t and t.__name__, v, tb is not None)
        return t is not None and issubclass(t, self.eat)
with CM('a') as x: print(x)
with CM('b', ValueError): raise ValueError('eaten'); print('never')
try:
    with CM('c', KeyError) as z: raise ValueError('not eaten')
except ValueError as e: print('out', e)
with CM('d') as d, CM('e', ValueError) as e, CM('f') as f:
    print(d, e, f)
    raise ValueError('seen by f, eaten by e')
with (CM('g') as g, CM('h'),):
    print(g)
with CM('i'): pass
with (CM if x else V)('j') as k: print(k)
def ret():
    with CM('r'): return 'returned'
print(ret())
def eaten():
    with CM('s', Exception): return 1 / 0
    return 'after'
print(eaten())
