# resume-every: 17
# Maze solving, tic-tac-toe win detection, word search, sudoku-like constraint check, Josephus.
maze = ['S.#.', '..#E', '.#..', '....']
pos = {ch: (r, c) for r, row in enumerate(maze) for c, ch in enumerate(row)}
def solve(s, t):
    front, came = [s], {s: None}
    while front:
        nxt = []
        for r, c in front:
            for q in ((r + 1, c), (r - 1, c), (r, c + 1), (r, c - 1)):
                if 0 <= q[0] < 4 and 0 <= q[1] < 4 and q not in came and maze[q[0]][q[1]] != '#':
                    came[q] = r, c
                    nxt.append(q)
        front = nxt
    path = []
    while t: path.append(t); t = came.get(t)
    return path[::-1]
p = solve(pos['S'], pos['E'])
print(len(p), p[:3], p[-1])
lines = [[0, 1, 2], [3, 4, 5], [6, 7, 8], [0, 3, 6], [1, 4, 7], [2, 5, 8], [0, 4, 8], [2, 4, 6]]
win = lambda b: next((b[i] for i, j, k in lines if b[i] == b[j] == b[k] != '.'), None)
print(win('XXXOO....'), win('XOXOXOOXO'), win('O..XO.X.O'))
def josephus(n, k):
    ring, i, out = list(range(1, n + 1)), 0, []
    while ring:
        i = (i + k - 1) % len(ring)
        out.append(ring.pop(i))
    return out
print(josephus(7, 3))
gray = lambda n: [''] if n == 0 else ['0' + x for x in gray(n - 1)] + [
    '1' + x for x in gray(n - 1)[::-1]]
print(gray(3))
def parens(n, o=0, c=0, s=''):
    if c == n: yield s; return
    if o < n: yield from parens(n, o + 1, c, s + '(')
    if c < o: yield from parens(n, o, c + 1, s + ')')
print(list(parens(3)))
