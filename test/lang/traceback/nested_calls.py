# Uncaught through nested calls: one entry per frame, carets on the failing expression.
def a(x):
    return b(x) + 1
def b(x):
    y = x * 2
    return c(y, z=3)
def c(y, z):
    return y / (z - 3)
print('before')
a(5)
print('never')
