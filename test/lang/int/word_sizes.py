# Operators around the sizes at which ints change their form: 50, 63, 64 and 65 bits.
values = [0, 3, -7, 2**49 - 1, 2**49, -2**49, -2**49 - 1, 10**18, -10**18, 2**63, -2**63 - 1,
          2**64 - 1, -2**64 + 1, 2**64]


def mix(total, v):
    return (total * 1000003 ^ v) % (2**61 - 1)


for a in values:
    total = 0
    for b in values:
        total = mix(total, a + b ^ a - b ^ a * b ^ (a & b) ^ (a | b))
        if b:
            total = mix(mix(total, a // b), a % b)
    print(a, total)
seed = 42
for _ in range(3):
    seed = (seed * 6364136223846793005 + 1442695040888963407) & (2**64 - 1)
    print(seed, seed >> 33, -seed // 7, -seed % 7)
