# String building, splitting, joining and counting words.
def text(n):
    seed, out = 42, []
    syl = ['ka', 'lo', 'mi', 'ten', 'ru', 'sha', 'po', 'ne']
    for _ in range(n):
        seed = (seed * 1103515245 + 12345) & 0x7fffffff
        w = syl[seed >> 5 & 7] + syl[seed >> 9 & 7]
        if seed >> 13 & 3 == 0:
            w = w.capitalize() + ','
        out.append(w)
    return ' '.join(out)


def count(s):
    freq = {}
    for w in s.split():
        w = w.strip(',').lower()
        freq[w] = freq.get(w, 0) + 1
    return freq


def build(n):
    s = ''
    for i in range(n):
        s += str(i) + ('-' if i % 3 else '+')
        if len(s) > 2000:
            s = s[1000:]
    return s


t = text(1500000)
f = count(t)
top = sorted(f.items(), key=lambda p: (-p[1], p[0]))[:3]
b = build(1500000)
print(len(t), len(f), top, len(b), b[-12:], t.count('shapo'), len(t.replace('ka', 'x')))
