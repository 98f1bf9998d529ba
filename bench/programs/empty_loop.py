# An empty loop over a range: what iterating costs by itself.
import sys

size = int(sys.argv[1]) if len(sys.argv) > 1 else 40000000


def loop(n):
    for i in range(n):
        pass
    return i


print(loop(size))
