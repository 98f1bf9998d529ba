# Sorting without keys: random, sorted, reversed and partly sorted ints, floats, strings, tuples.
import sys

size = int(sys.argv[1]) if len(sys.argv) > 1 else 180000


def random_ints(n):
    seed, out = 7, []
    for _ in range(n):
        seed = (seed * 1103515245 + 12345) & 0x7fffffff
        out.append(seed >> 8)
    return out


def merge_sort(items):
    if len(items) < 2:
        return items
    half = len(items) // 2
    left, right = merge_sort(items[:half]), merge_sort(items[half:])
    out, i, j = [], 0, 0
    while i < len(left) and j < len(right):
        if right[j] < left[i]:
            out.append(right[j])
            j += 1
        else:
            out.append(left[i])
            i += 1
    return out + left[i:] + right[j:]


xs = random_ints(size)
ordered = sorted(xs)
check = [ordered[size // 3]]
check.append(sorted(ordered)[5])
check.append(sorted(ordered, reverse=True)[5])
check.append(sorted(reversed(ordered))[6])
check.append(sorted(ordered[:size // 2] + xs[:1000] + ordered[size // 2:])[7])
check.append(sorted([x / 3 for x in xs])[9])
check.append(sorted(map(str, xs))[size // 2])
check.append(sorted([(x & 255, x) for x in xs])[size // 4])
check.append(sorted(set(xs)) == sorted(dict.fromkeys(xs)))
check.append(merge_sort(xs[:size // 4]) == sorted(xs[:size // 4]))
print(check)
