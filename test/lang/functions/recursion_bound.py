# Recursion without end through calls that are bound or made in other ways than plain ones.
# resume-every: 4999
def star(n, *args):
    return star(n + 1, n)


def named(n, **args):
    return named(n + 1)


def default(n, m=0):
    return default(n + 1)


def mapped(n):
    return max(map(mapped, [n + 1]))


def listed(n):
    return [listed(m) for m in [n + 1]]


for function in (star, named, default, mapped, listed):
    try:
        function(0)
    except RecursionError as e:
        print(function.__name__, str(e)[:32])
