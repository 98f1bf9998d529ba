# Failure inside a generator expression consumed by a builtin.
vals = [3, 2, 1, 0]
total = sum(6 // v for v in vals)
