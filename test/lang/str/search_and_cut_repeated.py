# Searching, counting, replacing, splitting, stripping and mapping case of texts of every length up
# to some words, over few letters, against the same done one character at a time.
# resume-every: 1009

state = 7


def pick(n):
    global state
    state = (state * 1103515245 + 12345) & 0x7FFFFFFF
    return (state >> 8) % n


def word(letters, longest):
    return "".join([letters[pick(len(letters))] for _ in range(pick(longest + 1))])


def count_slowly(s, part):
    count = at = 0
    while at + len(part) <= len(s):
        if s[at : at + len(part)] == part:
            count += 1
            at += len(part)
        else:
            at += 1
    return count


seen = []
for letters in ("ab", "abc ", "a\xe9", "a\u20ac", "\U0001f600\u20acb"):
    for n in range(60):
        s = word(letters, 60)
        part = word(letters, 5) or letters[0]
        count = count_slowly(s, part)
        pieces = s.split(part)
        same = (
            s.count(part) == count
            and len(pieces) == count + 1
            and part.join(pieces) == s
            and s.replace(part, "<>") == "<>".join(pieces)
            and s.replace(part, "") == "".join(pieces)
            and (part in s) == (count > 0) == (s.find(part) >= 0) == (s.rfind(part) >= 0)
        )
        if not same:
            print("differs", ascii(s), ascii(part))
        seen.append((s.find(part), s.rfind(part), count, s[::-1][::3], s.strip(part[0])))
print(len(seen), hash(str(seen)) == hash(str(list(seen))), seen[17], ascii(seen[200]))

# Texts made to be slow.
a = "a" * 3000
print((a + "b").count("a" * 20 + "b"), a.count("a" * 20 + "b"), a.count("aa"), (a + "b").find("ab"))
print(len((a + "b" + a).replace("a" * 15 + "b", "c")), len(("ab" * 900).split("ba" * 8 + "bb")))
print(("ab" * 900).count("ba" * 5), ("xyab" * 500).replace("yabx", "")[:9], ("ab" * 99).rsplit("ba", 3))

# Case, a word at a time: every ASCII character at every place of one.
text = "".join(map(chr, range(128)))
for mapped in (text.upper(), text.lower(), text.swapcase(), text.casefold(), text.capitalize()):
    print(ascii(mapped))
for n in range(20):
    s = ("@AZ[`az{" * 3)[n % 3 : n]
    print(s.upper(), s.lower(), s.swapcase(), s.title(), s.capitalize(), sep="|")
print("\xe9A\xdf".upper(), "\xc9a".swapcase(), "\u0130".lower().encode())

# Space and single characters.
for n in range(12):
    s = " " * (n % 4) + "x y"[: n % 5] + "\t\n" * (n % 3)
    print(repr(s.strip()), repr(s.lstrip()), repr(s.rstrip()), s.split(), s.rsplit(None, 1))
print("\x1c\x85\xa0a\xa0".split(), "a,b,,c".split(","), "a b  c".split(" "), list("h\xe9llo"), list("a\u20ac"))
print(sorted("hello"), [c for c in "\xe9\u20ac"], "".join(reversed("abc")), max("a\xffb"))
print(",,a,b,,".strip(","), "xxaxx".lstrip("x"), "a".strip("a") == "", "\u20aca\u20ac".strip("\u20ac"))
lots = ("w%d " * 700) % tuple(range(700))
print(len(lots.split()), lots.split()[699], len(lots.rsplit(" ", 500)), len(("a " * 1000).split()))

# Numbers as text, and text of several parts.
print([str(n) for n in (0, 7, 10, 99, 100, 101, 12345, -1, -10, -100, 2**48, -(2**49), 10**20)])
print([f"{n}{c}{'x' * n}" for n in range(3) for c in ("", "a", "\xe9", "\u20ac")])
print([s.encode() for s in ("", "a", "\x7f\x80", "\u07ff\u0800", "\U0001f600z")])
print(["%.*f" % (p, x) for p in (0, 1, 2, 19, 20) for x in (0.5, 2.5, 0.125, -1.005, 1e-9, 1e18, 1e22)])
print([round(x, p) for p in (-2, 0, 1, 2) for x in (2.675, 0.125, 1234.5, -150.0, 5e-324, 1e300)])
