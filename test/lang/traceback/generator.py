# Failure inside a generator, delegated with yield from.
def inner(n):
    for i in range(n, -1, -1):
        yield 10 // i
def outer(n):
    yield 'start'
    yield from inner(n)
def consume(g):
    for x in g:
        print(x)
consume(outer(2))
