# Carets for binary operators mark the operator; whole-line failures have none.
def one(x, y):
    return (x + 1) * y - y // (x - x)
def two():
    return one(4, 2) + 1
try:
    two()
except ZeroDivisionError:
    raise
