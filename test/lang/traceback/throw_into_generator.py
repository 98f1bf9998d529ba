# An exception thrown into a suspended generator shows the yield line.
def gen():
    x = 1
    got = yield x
    print('got', got)
g = gen()
next(g)
g.throw(LookupError('thrown in'))
