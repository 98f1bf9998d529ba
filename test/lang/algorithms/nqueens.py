# resume-every: 53
# N-queens by backtracking with a generator.
def queens(n, row=0, cols=(), d1=(), d2=()):
    if row == n:
        yield cols
        return
    for c in range(n):
        if c not in cols and row + c not in d1 and row - c not in d2:
            yield from queens(n, row + 1, cols + (c,), d1 + (row + c,), d2 + (row - c,))

for n in (1, 2, 3, 4, 5): print(n, len(list(queens(n))))
board = next(queens(6))
for c in board: print('.' * c + 'Q' + '.' * (5 - c))
