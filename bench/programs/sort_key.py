# Sorting with and without keys, of ints, tuples, strings and objects.
class Rec:
    def __init__(self, a, b):
        self.a = a
        self.b = b

    def __lt__(self, o):
        return self.a < o.a


def data(n):
    seed, out = 7, []
    for _ in range(n):
        seed = (seed * 1103515245 + 12345) & 0x7fffffff
        out.append(seed >> 8)
    return out


xs = data(450000)
check = sorted(xs)[1000]
check += sorted(xs, key=lambda x: x % 1000)[5]
check += sorted(xs, key=lambda x: (x & 255, -x))[777]
check += int(sorted(map(str, xs))[12345])
recs = [Rec(x % 5000, i) for i, x in enumerate(xs[:60000])]
recs.sort()
check += recs[30000].b
recs.sort(key=lambda r: -r.b)
check += recs[10].a
check += max(xs, key=lambda x: x % 9973) + min(xs, key=lambda x: x % 9973)
print(check)
