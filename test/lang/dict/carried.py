# Tables of every kind in snapshots: with deleted entries, with keys whose hashes have to be told,
# queues, what refers to itself, and keys that are only made later than their dicts.
class Key:
    def __init__(self, number):
        self.number = number

    def __hash__(self):
        return self.number % 3

    def __eq__(self, other):
        return isinstance(other, Key) and self.number == other.number

    def __repr__(self):
        return f"Key({self.number})"


# One entry less and one hash more: as many fields as two entries of two.
both = {(1,): 5, 2: 6}
del both[2]
other = {2: 6, (1,): 5}
del other[2]
sets = {(1, 2), 3, "x"}
sets.discard(3)
own = {Key(i): i for i in range(7)}
del own[Key(3)]
queue = {i: str(i) for i in range(40)}
for i in range(30):
    del queue[i]
frozen = {frozenset({(2, 3)}): frozenset(), 1.5: None, None: 1.5, 2**70: -2**70, b"b": 1j}
cycle = {}
cycle["self"] = cycle
cycle[0] = [cycle, (cycle,)]
wide = {i * 10**6: -i * 10**6 for i in range(-30, 30)}
names = {f"name {i}": [i] * i for i in range(20)}
empty = {}
emptied = {1: 2}
del emptied[1]
nested = [[], (), [()], ([], {}, set()), [[[]]]]


def look():
    print(both, other, len(sets), (1, 2) in sets, "x" in sets, 3 in sets)
    print(own, own[Key(4)], Key(3) in own)
    print(queue, next(iter(queue)))
    print(frozen, frozen[frozenset({(2, 3)})], frozen[2**70])
    print(cycle, cycle["self"] is cycle, cycle[0][1][0] is cycle)
    print(wide[-29 * 10**6], list(wide)[:3], names["name 3"], list(names)[-1])
    print(empty, emptied, nested)


look()
both[2] = 7
other[3] = 8
emptied["again"] = empty
queue[100] = "new"
own[Key(3)] = "back"
sets.add(3)
look()
