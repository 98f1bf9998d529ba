# Frames of a default argument, a decorator expression and a comprehension condition.
def check(x):
    if x > 1:
        raise ValueError(f'too big: {x}')
    return True
def build(n):
    def inner(a=[i for i in range(n) if check(i)]):
        return a
    return inner
print(build(2)())
build(4)
