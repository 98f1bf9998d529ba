# Sets: union, intersection, difference, subsets, membership, and sets of frozen sets.
import sys

size = int(sys.argv[1]) if len(sys.argv) > 1 else 200000


def algebra(n):
    twos, threes, fives = set(range(0, n, 2)), set(range(0, n, 3)), set(range(0, n, 5))
    total = 0
    for _ in range(8):
        total += len(twos & threes) + len(twos | fives) + len(threes - fives)
        total += len(twos ^ threes ^ fives)
        total += (twos & threes) <= twos
        total += threes.isdisjoint(fives)
    return total


def components(n):
    """Connected parts of a graph."""
    edges = {i: set() for i in range(n)}
    for i in range(n):
        j = i * i % n
        if i % 3:
            edges[i].add(j)
            edges[j].add(i)
    seen, count = set(), 0
    for start in edges:
        if start in seen:
            continue
        count += 1
        todo = {start}
        while todo:
            seen |= todo
            todo = set().union(*(edges[node] for node in todo)) - seen
    return count


def families(n):
    groups = set()
    for i in range(n):
        groups.add(frozenset((i % 7, i % 11, i % 13)))
    return len(groups), sum(1 for g in groups if {1, 2} <= g)


def words(n):
    letters = [set('%d' % (i * 7919)) for i in range(n)]
    common = set('0123456789')
    return sum(len(common - word) for word in letters)


print(algebra(size), components(size // 3), families(size), words(size))
