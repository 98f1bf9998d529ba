# resume-every: 4999
# A seeded generator makes CPython's sequences.
import random

for seed in (0, 1, -5, 10 ** 40, "hello", "", b"bytes" * 60, bytearray(b"array"), 1.5, True):
    r = random.Random(seed)
    print(seed if seed != b"bytes" * 60 else "long", [r.random() for _ in range(3)], [r.getrandbits(k) for k in (1, 7, 32, 33, 100)])
r = random.Random(2024)
print([r.randrange(10) for _ in range(20)], [r.randrange(3, 100, 7) for _ in range(8)], r.randrange(10, 0, -3))
print([r.randint(1, 6) for _ in range(20)], r.randint(1, 10 ** 30), r.randint(-5, -5))
print([r.choice("abcdef") for _ in range(10)], r.choices([1, 2, 3], k=8), r.choices("xyz", [1, 5, 0.5], k=8), r.choices("xy", cum_weights=[3, 4], k=5))
cards = list(range(20))
r.shuffle(cards)
print(cards, r.sample(range(1000), 5), r.sample(cards, 18), r.sample("ab", 3, counts=[2, 4]), r.randbytes(7))
print([r.uniform(2, 5) for _ in range(3)], r.triangular(1, 3, 1.5))
r.seed(7)
first = r.random()
state = r.getstate()
after = [r.random(), r.gauss(0, 1)]
r.setstate(state)
print(first, after == [r.random(), r.gauss(0, 1)], len(state), len(state[1]), state[0], state[2])
print(r.getrandbits(0), r.getstate()[1][-1])
