# resume-every: 49999
# Functions that look at each item only made a list of a long range first: MemoryError, or a loop that nothing could interrupt.
n = 1 << 21
print(sum(range(n)), max(range(n)), min(map(abs, range(n))), all(range(1, n)), any(map(bool, range(3))))
print('x' * 0, [type(e).__name__ for e in ()])
for text, times in (('x', 2 ** 62), ('ab', 2 ** 62)):
    try:
        text * times
    except (MemoryError, OverflowError) as error:
        print(type(error).__name__, error)
