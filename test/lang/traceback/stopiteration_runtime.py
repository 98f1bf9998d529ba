# generator raised StopIteration, with its cause.
def g():
    yield 1
    yield next(iter(()))
for x in g():
    print(x)
