# Carets for augmented assignment and comparison inside conditions.
def check(limit, items):
    total = 0
    for it in items:
        if it > limit and total >= 0:
            total += it
    return total
print(check(1, [1, 2, 3]))
check(1, [2, 'three'])
