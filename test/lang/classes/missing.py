# dict subclasses with __missing__ and overridden methods that builtins bypass.
class D(dict):
    def __missing__(self, k):
        v = self[k] = [k]
        return v
d = D(a=1)
print(d['a'], d['b'], d, d.get('zz'), 'zz' in d, type(d).__name__)
d['c'].append(5)
print(d)
class Count(dict):
    def __missing__(self, k): return 0
c = Count()
for ch in 'mississippi': c[ch] += 1
print(c, c == dict(c), dict(c) is c)
class Up(dict):
    def __setitem__(self, k, v): super().__setitem__(k.upper(), v)
    def __getitem__(self, k): return super().__getitem__(k.upper())
u = Up({'x': 1})
u['y'] = 2
u.update(z=3)
print(u, list(u.items()), u['y'])
try:
    u['x']
except KeyError as e:
    print('KeyError', e)
print('{y}'.format(**u) if 'y' in u else 'no y', '%(y)s' % u)
class Default(dict):
    def __missing__(self, k): return f'<{k}>'
print('{a} {b}'.format_map(Default(a=1)), '%(q)s' % Default())
class L(list):
    def __getitem__(self, i): return 'got' if isinstance(i, int) else super().__getitem__(i)
l = L([1, 2, 3])
print(l[0], l[0:2], list(l), type(l[0:2]).__name__, l + [4], type(l + [4]).__name__, l.copy())
