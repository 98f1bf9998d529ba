# resume-every: 997
# Data nested 500 deep: repr, ==, <, hash, in, building and walking.
def build(n, f):
    x = f(None)
    for _ in range(n - 1): x = f(x)
    return x
l, l2 = build(500, lambda x: [x]), build(500, lambda x: [x])
s = repr(l)
print(len(s), s[:5], s[-5:], s.count('['), l == l2, l != l2, l in [l2])
try: print(l < l2)
except TypeError as e: print(e)
t, t2 = build(500, lambda x: (x,)), build(500, lambda x: (x,))
print(len(repr(t)), t == t2, hash(t) == hash(t2), {t: 'found'}[t2], len({t, t2}))
d, d2 = build(500, lambda x: {'k': x}), build(500, lambda x: {'k': x})
print(len(str(d)), d == d2, f'{d}'[:12], str(d)[-8:].count('}'))
n = 0
while l: l = l[0]; n += 1
print(n)
a, b = build(300, lambda x: [1, x]), build(300, lambda x: [1, x])
b_in = b
for _ in range(200): b_in = b_in[1]
b_in[0] = 2
print(a == b, a < b, b > a, max(a, b) is b, sorted([b, a])[0] is a, a[1][1][1] < b[1][1][1])
m = build(500, lambda x: [(x, {'z': 0})][0][0] if x else [x])
print(m, build(100, lambda x: frozenset([x])) == build(100, lambda x: frozenset([x])))
def depth(x): return 0 if not isinstance(x, tuple) else 1 + depth(x[0])
print(depth(t))
