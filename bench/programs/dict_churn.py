# Dictionaries with integer, string and tuple keys: insert, update, delete, iterate.
def churn(n):
    d, total = {}, 0
    for i in range(n):
        k = i * 7919 % 5003
        d[k] = d.get(k, 0) + i
        if i % 3 == 0:
            d.pop((i * 31) % 5003, None)
        if k in d:
            total += 1
    return total, len(d), sum(d.values()) % 1000003


def strings(n):
    d = {}
    for i in range(n):
        k = 'key%d' % (i % 997)
        if k in d:
            d[k].append(i)
        else:
            d[k] = [i]
    return sum(len(v) for v in d.values()), len(d)


def grid(n):
    g = {(x, y): x ^ y for x in range(n) for y in range(n)}
    s = 0
    for (x, y), v in g.items():
        s += v + g.get((x + 1, y), 0) - g.get((x, y + 1), 0)
    return s


print(churn(3500000), strings(1200000), grid(600))
