# Keys of one kind are compared in code of their own: every kind, and every mixture with another.
# resume-every: 997
nan = float("nan")
seed = 5


def shuffled(items):
    global seed
    out = list(items)
    for i in range(len(out) - 1, 0, -1):
        seed = (seed * 1103515245 + 12345) & 0x7fffffff
        j = (seed >> 8) % (i + 1)
        out[i], out[j] = out[j], out[i]
    return out


class Word(str):
    pass


long_text = "x" * 2000
kinds = {
    "ints": range(-150, 150),
    "wide": [n * 2**45 for n in range(-60, 60)],
    "floats": [n / 7 for n in range(-100, 100)] + [float("inf"), -float("inf"), 0.0, -0.0],
    "bools": [True, False] * 40,
    "mixed": [True, 0, 0.5, -1, 2**70, 1.0, False, 1] * 12,
    "ascii": [str(n) for n in range(200)] + ["", "a\0", "a", "abcdefgh", "abcdefghi", "abcdefgh\0"],
    "latin": ["é%d" % n for n in range(50)] + ["f%d" % n for n in range(50)],
    "points": ["\u4e00", "\U0001f600", "z", "é", "\uffff"] * 15,
    "tuples": [(n % 7, -n) for n in range(150)],
    "pairs": [("k%d" % (n % 9), n / 3) for n in range(120)],
    "float pairs": [(n / 4 % 3, str(n)) for n in range(90)],
    "bool pairs": [(n % 3 == 0, n) for n in range(80)],
    "ragged": [(n % 5,) * (n % 3 + 1) for n in range(90)],
    "empty": [(), (1,), (0, 2), ()] * 20,
    "mixed pairs": [(n % 4 if n % 2 else n % 4 / 2, n) for n in range(90)],
    "nested": [((n % 3,), n) for n in range(70)],
    "long pairs": [(long_text + str(n % 6), n) for n in range(40)],
    "lists": [[n % 6, n] for n in range(70)],
    "bytes": [bytes([n % 50, n]) for n in range(90)],
    "words": [Word(n % 30) for n in range(80)] + ["7", "70"],
    "none": [],
}
for name, items in kinds.items():
    mixed = shuffled(items)
    up = sorted(mixed)
    down = sorted(mixed, reverse=True)
    assert all(not b < a for a, b in zip(up, up[1:])), name
    assert all(not a < b for a, b in zip(down, down[1:])), name
    positions = sorted(range(len(mixed)), key=mixed.__getitem__)
    assert all(i < j for i, j in zip(positions, positions[1:]) if mixed[i] == mixed[j]), name
    assert [mixed[i] for i in positions] == up, name
    mixed.sort(key=lambda item: item, reverse=True)
    assert mixed == down, name
    half = len(up) // 2
    print(name, len(up), up[:2], up[half:half + 2], sorted(up[half:] + up[:half]) == up)
print([type(v).__name__ for v in sorted([True, 1, 1.0, 0, False, 0.0] * 2)])

for items in ([1, "a"], ["a", 1], [1.0, None], [(1, 2), (1, "a")], [(1,), ("a",)], [(1,), [1]],
              [(2, 1), (1, None), (1, 2)], [True, "x"], ["é", b"a"]):
    before = list(items)
    try:
        items.sort()
    except TypeError as error:
        print(error, items == before)
print(sorted([(1, nan), (0, nan), (1, 2.0)])[0], len(sorted([nan, 1.0, 0.5] * 30)))
