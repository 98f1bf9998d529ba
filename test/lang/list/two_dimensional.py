# Grids: rotation, transpose, spiral, game of life, pascal, flood fill.
g = [[1, 2, 3], [4, 5, 6], [7, 8, 9]]
print([list(r) for r in zip(*g[::-1])], [list(r) for r in zip(*g)][::-1])
def spiral(m):
    m, out = [r[:] for r in m], []
    while m:
        out += m.pop(0)
        m = [list(r) for r in zip(*m)][::-1]
    return out
print(spiral(g))
def life(cells):
    n = {}
    for r, c in cells:
        for dr in (-1, 0, 1):
            for dc in (-1, 0, 1):
                if dr or dc: n[r + dr, c + dc] = n.get((r + dr, c + dc), 0) + 1
    return sorted(k for k, v in n.items() if v == 3 or v == 2 and k in cells)
print(life([(0, 1), (1, 1), (2, 1)]))
row = [1]
for _ in range(5):
    print(row, end=' ')
    row = [a + b for a, b in zip([0] + row, row + [0])]
print()
f = ['##.', '.#.', '..#']
f = [list(r) for r in f]
def fill(r, c, old, new):
    todo, n = [(r, c)], 0
    while todo:
        r, c = todo.pop()
        if 0 <= r < 3 and 0 <= c < 3 and f[r][c] == old:
            f[r][c] = new
            n += 1
            todo += [(r + 1, c), (r - 1, c), (r, c + 1), (r, c - 1)]
    return n
print(fill(0, 0, '#', '*'), [''.join(r) for r in f])
