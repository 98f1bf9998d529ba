# Placing queens: once over permutations made by a generator, once with sets of attacked lines.
import sys

size = int(sys.argv[1]) if len(sys.argv) > 1 else 9


def permutations(items):
    if len(items) <= 1:
        yield tuple(items)
        return
    for i, item in enumerate(items):
        for rest in permutations(items[:i] + items[i + 1:]):
            yield (item,) + rest


def by_permutations(n):
    columns = range(n)
    for rows in permutations(list(columns)):
        if (n == len(set(rows[i] + i for i in columns))
                == len(set(rows[i] - i for i in columns))):
            yield rows


def by_search(n, row, columns, up, down):
    if row == n:
        return 1
    found = 0
    for column in range(n):
        if column in columns or row + column in up or row - column in down:
            continue
        columns.add(column)
        up.add(row + column)
        down.add(row - column)
        found += by_search(n, row + 1, columns, up, down)
        columns.remove(column)
        up.remove(row + column)
        down.remove(row - column)
    return found


solutions = list(by_permutations(size))
print(len(solutions), solutions[0], solutions[-1], by_search(size + 1, 0, set(), set(), set()))
