# expect-error: The above exception was the direct cause of the following exception:
# resume-every: 11
# Chains of exceptions of some length, and cycles of them, in one traceback.
def chain(count, last):
    for i in range(count):
        error = KeyError(i)
        error.__cause__ = last
        last = error
    return last
a, b, c = ValueError('a'), ValueError('b'), ValueError('c')
a.__cause__ = b
b.__context__ = c
c.__cause__ = b
try:
    raise chain(30, a)
except KeyError as error:
    error.__context__ = None
    raise
