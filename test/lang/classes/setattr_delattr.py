# __setattr__ and __delattr__, with object.__setattr__ as the way through.
class Frozen:
    def __init__(self, **kw):
        for k, v in kw.items():
            object.__setattr__(self, k, v)
    def __setattr__(self, k, v):
        raise AttributeError(f'cannot set {k!r} to {v!r}')
    def __delattr__(self, k):
        raise AttributeError(f'cannot delete {k!r}')

f = Frozen(a=1, b=2)
print(f.a, f.b)
def try_all(*fs):
    for g in fs:
        try:
            g()
        except AttributeError as e:
            print(e)
def s(): f.a = 5
def d(): del f.a
def aug(): f.b += 1
try_all(s, d, aug, lambda: setattr(f, 'z', 0), lambda: delattr(f, 'q'))
print(f.a, f.b)

class Log:
    def __setattr__(self, k, v):
        print('set', k, v)
        super().__setattr__(k, v if k[0] != 'd' else v * 2)
    def __delattr__(self, k):
        print('del', k)
        super().__delattr__(k)
o = Log()
o.x = 1
o.d = 2
o.x, o.y = o.d, o.x
for o.loop in range(2): pass
del o.x
print(o.__dict__)
