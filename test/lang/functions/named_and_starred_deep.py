# Calls with arguments by name and starred, as deep as they go.
# resume-every: 11
def deep(n, by=1, *, low=0):
    return n if n <= low else 1 + deep(n=n - by, low=low) - 1 + 0


def spread(n, end=0):
    return end if n <= 0 else spread(*(n - 1,), **{}) + spread(*[n - 90])


def named(n, end=0):
    return end if n <= 0 else named(end=end, n=n - 1) + 1


print(deep(300), spread(200), named(300))


def forever(n=0, end=0):
    return forever(end=n)


try:
    forever(n=1)
except RecursionError as error:
    print(error)


def starred(*args, **kwargs):
    return starred(*args, **kwargs)


try:
    starred(1, b=2)
except RecursionError as error:
    print(str(error)[:32])
