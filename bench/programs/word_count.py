# Counting the words of a text: split, strip, lower, a dict of counts, sorting its items.
import sys

size = int(sys.argv[1]) if len(sys.argv) > 1 else 800000


def text(n):
    seed, out = 42, []
    syllables = ['ka', 'lo', 'mi', 'ten', 'ru', 'sha', 'po', 'ne']
    for _ in range(n):
        seed = (seed * 1103515245 + 12345) & 0x7fffffff
        w = syllables[seed >> 5 & 7] + syllables[seed >> 9 & 7] + syllables[seed >> 17 & 7]
        if seed >> 13 & 3 == 0:
            w = w.capitalize() + ','
        out.append(w)
        if seed >> 20 & 15 == 0:
            out.append('\n')
    return ' '.join(out)


def count(s):
    freq = {}
    for line in s.splitlines():
        for w in line.split():
            w = w.strip(',').lower()
            freq[w] = freq.get(w, 0) + 1
    return freq


t = text(size)
f = count(t)
top = sorted(f.items(), key=lambda p: (-p[1], p[0]))[:3]
print(len(t), len(f), top, t.count('shapo'), len(t.replace('ka', 'x')))
