# Sorting with keys and by __lt__: lambdas, tuples as keys, attributes, min and max with a key.
import sys

size = int(sys.argv[1]) if len(sys.argv) > 1 else 180000


class Record:
    def __init__(self, a, b):
        self.a = a
        self.b = b

    def __lt__(self, other):
        return self.a < other.a


def random_ints(n):
    seed, out = 7, []
    for _ in range(n):
        seed = (seed * 1103515245 + 12345) & 0x7fffffff
        out.append(seed >> 8)
    return out


xs = random_ints(size)
check = [sorted(xs, key=lambda x: x % 1000)[5]]
check.append(sorted(xs, key=lambda x: (x & 255, -x))[777 % size])
check.append(sorted(map(str, xs), key=len)[size // 2])
check.append(sorted([str(x) for x in xs], key=str.lower, reverse=True)[3])
records = [Record(x % 5000, i) for i, x in enumerate(xs[:size // 5])]
records.sort()
check.append(records[len(records) // 2].b)
records.sort(key=lambda r: -r.b)
check.append(records[10].a)
check.append(max(xs, key=lambda x: x % 9973))
check.append(min(xs, key=lambda x: x % 9973))
print(check)
