# Flipping prefixes of every permutation: list slices with steps, swaps, small integers.
import sys

size = int(sys.argv[1]) if len(sys.argv) > 1 else 9


def fannkuch(n):
    count = list(range(1, n + 1))
    perm = list(range(n))
    most, checksum, sign, r = 0, 0, 1, n
    while True:
        while r > 1:
            count[r - 1] = r
            r -= 1
        first = perm[0]
        if first:
            flipped, flips = perm[:], 0
            while first:
                flipped[:first + 1] = flipped[first::-1]
                flips += 1
                first = flipped[0]
            if flips > most:
                most = flips
            checksum += sign * flips
        sign = -sign
        while True:
            if r == n:
                return checksum, most
            perm.insert(r, perm.pop(0))
            count[r] -= 1
            if count[r] > 0:
                break
            r += 1
        r = max(r, 1)


checksum, most = fannkuch(size)
print(checksum, most)
