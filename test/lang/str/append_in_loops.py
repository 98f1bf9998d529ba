# Strings that grow by appending: none sees what another one got, whatever is done with them.
# resume-every: 97


def grow(part, count):
    s = ""
    for i in range(count):
        s += part
    return s


print(len(grow("x", 5000)), grow("abc", 700) == "abc" * 700)
print(len(grow("é", 3000)), grow("é", 1000) == "é" * 1000)
print(grow("€", 900) == "€" * 900, grow("\U0001f600", 400) == "\U0001f600" * 400)

# Two that begin alike.
base = "b" * 600 + "ase"
one = base + "1"
two = base + "2"
one += "1"
two += "2"
print(base[-4:], one[-4:], two[-4:], len(base), len(one), len(two))
tree = [base]
for i in range(40):
    tree.append(tree[i // 2] + str(i) * 9)
for i in (0, 1, 2, 5, 17, 40):
    print(i, len(tree[i]), tree[i][595:640])
print(len(set(tree)), sorted(map(len, tree))[::10])

# Wider and wider, and narrow again.
s = "n" * 600
kept = []
for part in ("n", "ü", "n", "\u20ac", "ü", "n", "\U0001f40d", "\u20ac", "z"):
    s += part
    kept.append(s)
for k in kept:
    print(len(k), ascii(k[598:]), k.isascii(), ascii(max(k)))

# As keys, names, elements; hashed, searched, cut, encoded.
d = {}
key = "k" * 511
for i in range(20):
    key += "e"
    d[key] = i
print([d["k" * 511 + "e" * n] for n in (1, 7, 20)], len(d), key in d, key + "f" in d)
print(hash(key) == hash("k" * 511 + "e" * 20), key.count("e"), key.find("ke"), key.rfind("k"))
print(key[510:514], key[::100], key.replace("e", "")[-3:], len(key.upper()), key.encode()[-2:])


class Thing:
    pass


thing = Thing()
setattr(thing, key, 1)
print(getattr(thing, "k" * 511 + "e" * 20), hasattr(thing, key + "e"), len(vars(thing)))
print(key == "k" * 511 + "e" * 20, key < key + "a", key > key[:-1], key is key + "")
print(len("%s-%s" % (key, key)), len(f"{key!r:>600}"), int("1" + "0" * 600 + "1") % 1000)
digits = grow("1", 600)
print(int(digits) % 10**6, digits.isdigit(), "".join(reversed(digits + "2"))[:3])

# Kept by a generator, a default, an exception.


def parts(s):
    for i in range(30):
        s += "p"
        yield s


held = list(parts("q" * 600))
print(all(h == "q" * 600 + "p" * (i + 1) for i, h in enumerate(held)))
try:
    raise ValueError(held[3] + "!")
except ValueError as e:
    print(e.args[0][-6:], len(str(e)))

# Each kept for itself, not the long one that came of it.
short = []
for i in range(50):
    s = "s" * 520 + str(i)
    short.append(s)
    for j in range(60):
        s += "a longer one"
    short.append(s[-12:])
print(sum(map(len, short)), short[0][-2:], short[98][-3:])
