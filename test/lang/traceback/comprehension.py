# Failure inside list and nested comprehensions.
def inv(n):
    return 1 / n
def build(rows):
    return [[inv(x) for x in row] for row in rows]
print(build([[1, 2], [4]]))
build([[1, 2], [4, 0]])
