# A loop or yield from over an object whose __next__ is a builtin function ends when that raises
# StopIteration itself.
class Bound:
    def __init__(self, *items):
        type(self).__next__ = iter(items).__next__

    def __iter__(self):
        return self


class Generated(Bound):
    def __init__(self, *items):
        type(self).__next__ = (i for i in items).__next__


class Partial(Bound):
    def __init__(self, *items):
        type(self).__next__ = iter(lambda it=iter(items): next(it), 2).__next__


def delegates(x):
    result = yield from x
    yield ('result', result)

for cls in (Bound, Generated, Partial):
    for i in cls(1, 2):
        print(cls.__name__, i)
    else:
        print('else')
    print(list(delegates(cls('a', 'b'))), [x for x in cls()], list(cls('c')), [*cls('d')])
