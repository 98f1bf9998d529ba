# Insertion order through updates, deletion, re-insertion, popitem, merges, resizing.
d = {}
for k in 'zebra': d[k] = len(d)
print(d)
d['z'] = 'updated'; del d['e']; d['e'] = 'back'
print(d, d.popitem(), list(d))
d = {i: i for i in range(20)}
for i in range(0, 20, 3): del d[i]
for i in (6, 0): d[i] = 'new'
print(list(d.items()))
for i in list(d): 
    if i not in (0, 19): del d[i]
print(d)
for i in range(30): d[f'k{i}'] = i
for i in range(29): del d[f'k{i}']
print(d)
d.update({19: 'x', 5: 'five'}); d |= {0: 'zero', 'new': 1}
print(d, {**{'b': 1, 'a': 2}, 'b': 3}, {'b': 1, 'a': 2} | {'c': 0, 'b': 9})
e = {1: 'int', 1.0: 'float', True: 'bool', '1': 'str'}
print(e, list(e), {True: 'a', 1: 'b'}, {0.0: 1, -0.0: 2, False: 3, 0: 4})
f = dict(sorted({'b': 1, 'c': 0, 'a': 2}.items(), key=lambda p: p[1]))
print(f, list(reversed(f)), {v: k for k, v in f.items()}, max(f, key=f.get))
q = {}
for i in range(12):
    q[i] = i
    if len(q) > 3: q.pop(next(iter(q)))
print(q)
c = {'a': 1}; c['b'] = c.pop('a'); print(c, list(dict.fromkeys('abracadabra')))
