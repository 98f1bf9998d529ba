# Pipelines of comprehensions: lists, sets, dicts, nested, with conditions, zip and enumerate.
import sys

size = int(sys.argv[1]) if len(sys.argv) > 1 else 160000


def matrix(n):
    m = [[i * j % 17 for j in range(n)] for i in range(n)]
    t = [list(row) for row in zip(*m)]
    product = [[sum(a * b for a, b in zip(row, column)) for column in t] for row in m]
    return sum(x for row in product for x in row if x & 1)


def table(n):
    people = [{'name': 'n%d' % i, 'age': i * 7 % 90, 'town': 't%d' % (i % 50)} for i in range(n)]
    adults = [p for p in people if p['age'] >= 18]
    by_town = {town: [p['age'] for p in adults if p['town'] == town]
               for town in sorted({p['town'] for p in adults})[:10]}
    means = {town: sum(ages) / len(ages) for town, ages in by_town.items()}
    return round(sum(means.values()), 6), len(adults)


def flat(n):
    pairs = [(i, j) for i, j in enumerate(x * 3 for x in range(n)) if i % 2]
    inverse = {j: i for i, j in pairs}
    squares = [x * x for x in inverse if x % 5]
    return len(inverse), sum(squares) % 1000003, any(x == 9 for x in squares), len({*squares})


print(matrix(int(size ** 0.5) // 2), table(size), flat(size * 4))
