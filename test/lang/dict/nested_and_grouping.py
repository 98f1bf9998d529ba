# Nested dicts, default patterns, counting, inverting, grouping, merging deep.
rows = [('x', 1, 'a'), ('y', 2, 'b'), ('x', 3, 'a'), ('x', 4, 'c')]
tree = {}
for r in rows: tree.setdefault(r[0], {}).setdefault(r[2], []).append(r[1])
print(tree)
def merge(a, b):
    out = dict(a)
    for k, v in b.items():
        out[k] = merge(out[k], v) if isinstance(out.get(k), dict) and isinstance(v, dict) else v
    return out
print(merge({'a': {'x': 1, 'y': {'z': 1}}, 'b': 1}, {'a': {'y': {'w': 2}, 'x': 0}, 'c': []}))
def flat(d, pre=''):
    for k, v in d.items():
        if isinstance(v, dict): yield from flat(v, pre + k + '.')
        else: yield pre + k, v
print(dict(flat({'a': {'b': {'c': 1}, 'd': 2}, 'e': 3, 'f': {}})))
cnt = {}
for ch in 'hello world': cnt[ch] = cnt.get(ch, 0) + 1
inv = {}
for k, v in cnt.items(): inv.setdefault(v, []).append(k)
print(inv, sorted(cnt.items(), key=lambda p: (-p[1], p[0]))[:3])
d = {'k': {'n': [1, {'deep': (2, 3)}]}}
d['k']['n'][1]['deep'] += (4,)
d['k']['n'][0] -= 5
d['k']['self'] = d['k']['n']
d['k']['n'].append('end')
print(d)
memo = {(): 'e', (1,): 'o', (1, 2): 't', frozenset({1}): 'f', None: 'n', 1.5: 'fl', b'b': 'by',
        int: 'type', len: 'fn', ...: 'ell'}
print(memo[()], memo[1, 2], memo[frozenset([1])], memo[None], memo[3 / 2], memo[b'b'])
print(memo[int], memo[len], memo[...])
