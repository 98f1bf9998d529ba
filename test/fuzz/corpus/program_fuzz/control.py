# Most instructions once.
def f(a, b=2, *rest, c=3, **more):
    if a:
        del a
    try:
        return [x * b for x in rest if x is not None], {k: v for k, v in more.items()}, a
    except UnboundLocalError:
        with open_it() as it:
            yield from it
    finally:
        c += 1


class open_it:
    def __enter__(self):
        return iter((1, *(2, 3)))

    def __exit__(self, *info):
        return False


def cells(n):
    x = n

    def add():
        nonlocal x
        x <<= 1
        return f"{x!r:>{n}}"
    return add


print(list(f(1, 2, 3, c=4, d=5)), cells(4)(), -1 ** 2, not 1 < 2 <= 3, "a" in {"a"})
first, *others = (1, 2, 3)
assert others[-1:] == [3], "no"
while first < 4:
    first += 1
else:
    print(f.__name__, {**{"a": first}}, {*others})
try:
    raise ValueError("x") from None
except (KeyError, ValueError) as e:
    print(e)
