# perdure-only
# Insertion order survives growth, deletion and reinsertion.
s = set()
for i in range(40):
    s.add(i * 37 % 41)
for i in range(0, 40, 2):
    s.discard(i * 37 % 41)
print(list(s)[:6])
s.add(0)
s.update([74 % 41, 37])
print(list(s)[-2:], len(s))
print(list(s.union([99, 98]))[-2:], list(s.copy())[:2], list(set(list(s)))[:3])
# expect: [37, 29, 21, 13, 5, 38]
# expect: [0, 33] 22
# expect: [99, 98] [37, 29] [37, 29, 21]
