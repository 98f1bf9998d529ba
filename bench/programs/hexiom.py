# A solver of Hexiom: numbered tiles on a hexagonal board, constraint propagation and search.
import sys

size = int(sys.argv[1]) if len(sys.argv) > 1 else 120

EMPTY = 0
DIRECTIONS = [(1, 0), (0, 1), (-1, 1), (-1, 0), (0, -1), (1, -1)]


class Board:
    """Cells of a hexagon with the given side, and who is next to whom."""

    def __init__(self, side):
        self.cells = [(q, r) for r in range(-side + 1, side) for q in range(-side + 1, side)
                      if abs(q + r) < side]
        index = {cell: i for i, cell in enumerate(self.cells)}
        self.near = [[index[q + dq, r + dr] for dq, dr in DIRECTIONS if (q + dq, r + dr) in index]
                     for q, r in self.cells]


class Puzzle:
    def __init__(self, board, counts):
        self.board = board
        self.counts = counts
        self.steps = 0
        values = [v for v, n in counts.items() if n]
        self.start = [[v for v in values if v == EMPTY or v <= 1 + len(board.near[i])]
                      for i in range(len(board.cells))]

    def consistent(self, options, i):
        """Whether the cell can still have as many tiles around it as it says."""
        cell = options[i]
        if len(cell) != 1 or cell[0] == EMPTY:
            return True
        wanted = cell[0] - 1
        filled = possible = 0
        for j in self.board.near[i]:
            other = options[j]
            if EMPTY not in other:
                filled += 1
            if other != [EMPTY]:
                possible += 1
        return filled <= wanted <= possible

    def force(self, options, i):
        """The cells around a settled one that must be tiles, or must be empty."""
        cell = options[i]
        if len(cell) != 1 or cell[0] == EMPTY:
            return []
        near = self.board.near[i]
        wanted = cell[0] - 1
        filled = [j for j in near if EMPTY not in options[j]]
        unknown = [j for j in near if EMPTY in options[j] and len(options[j]) > 1]
        if len(filled) == wanted:
            for j in unknown:
                options[j] = [EMPTY]
            return unknown
        if len(filled) + len(unknown) == wanted:
            for j in unknown:
                options[j] = [v for v in options[j] if v != EMPTY]
            return unknown
        return []

    def propagate(self, options, changed):
        todo = list(changed)
        while todo:
            i = todo.pop()
            for j in [i] + self.board.near[i]:
                if not options[j] or not self.consistent(options, j):
                    return False
                todo += self.force(options, j)
        return self.counted(options)

    def counted(self, options):
        """No value is used up twice, and every value can still be placed."""
        used = dict.fromkeys(self.counts, 0)
        for cell in options:
            if len(cell) == 1:
                used[cell[0]] += 1
        for value, n in self.counts.items():
            if used[value] > n:
                return False
            if used[value] == n:
                for i, cell in enumerate(options):
                    if len(cell) > 1 and value in cell:
                        options[i] = [v for v in cell if v != value]
                        if not options[i]:
                            return False
        return True

    def solve(self, options):
        self.steps += 1
        open_cells = [i for i, cell in enumerate(options) if len(cell) > 1]
        if not open_cells:
            fits = self.propagate(options, range(len(options)))
            return options if fits else None
        at = min(open_cells, key=lambda i: (len(options[i]), -len(self.board.near[i]), i))
        for value in sorted(options[at], reverse=True):
            tried = [list(cell) for cell in options]
            tried[at] = [value]
            if self.propagate(tried, [at]):
                found = self.solve(tried)
                if found:
                    return found
        return None


def puzzle_of(board, seed):
    """Counts that have a solution: tiles thrown on the board, each with its neighbours counted."""
    filled = []
    for _ in board.cells:
        seed = (seed * 1103515245 + 12345) & 0x7fffffff
        filled.append(seed >> 16 & 3 != 0)
    counts = dict.fromkeys(range(8), 0)
    for i, is_tile in enumerate(filled):
        counts[1 + sum(filled[j] for j in board.near[i]) if is_tile else EMPTY] += 1
    return Puzzle(board, counts)


board = Board(3)
steps = 0
last = None
for seed in range(1, size + 1):
    puzzle = puzzle_of(board, seed)
    last = puzzle.solve(puzzle.start)
    steps += puzzle.steps
print(steps, [cell[0] for cell in last])
