# What a leaf charges counts also when its instruction ends a loop, a test or a completed call.
class K:
    def __hash__(self):
        return 7

    def __eq__(self, other):
        return self is other


d = {}
keys = [K() for _ in range(5)]
for key in keys:
    d[key] = 1
del d[keys[1]]
d[keys[1]] = "again"
print(d[keys[3]], K() in d, len(d))
print(list(filter(None, [0, 1, 0])), list(map(str, [])))
for x in filter(None, [0, 0]):
    print(x)
text = "a" * 5000
big = [text] * 200
if not big.index(text):
    print(bool(text), text == "a" * 5000 or 1)
print([1 for x in zip([1], [2]) if x], [*filter(None, [0] * 100)])
