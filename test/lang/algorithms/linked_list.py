# A singly linked list: iteration, insertion, reversal, cycle detection, merge, recursion.
class Cell:
    def __init__(self, v, n=None): self.v, self.n = v, n
class LinkedList:
    def __init__(self, xs=()):
        self.head = None
        for x in reversed(list(xs)): self.push(x)
    def push(self, x): self.head = Cell(x, self.head); return self
    def __iter__(self):
        c = self.head
        while c: yield c.v; c = c.n
    def __len__(self): return sum(1 for _ in self)
    def __repr__(self): return '->'.join(map(repr, self)) or 'empty'
    def __getitem__(self, i):
        for j, v in enumerate(self):
            if i == j: return v
        raise IndexError(i)
    def reverse(self):
        prev, c = None, self.head
        while c: c.n, prev, c = prev, c, c.n
        self.head = prev
        return self
    def remove(self, x):
        c = dummy = Cell(None, self.head)
        while c.n:
            if c.n.v == x: c.n = c.n.n; break
            c = c.n
        else: raise ValueError(f'{x!r} not in list')
        self.head = dummy.n
    def middle(self):
        slow = fast = self.head
        while fast and fast.n: slow, fast = slow.n, fast.n.n
        return slow.v
def merge(a, b):
    if not a or not b: return a or b
    if a.v <= b.v: a.n = merge(a.n, b); return a
    b.n = merge(a, b.n); return b
l = LinkedList('abcd')
print(l, len(l), l[2], l.reverse(), l.middle(), list(l), 'c' in l, LinkedList())
l.remove('c'); print(l)
for f in (lambda: l.remove('zz'), lambda: l[9]):
    try: f()
    except (ValueError, IndexError) as e: print(type(e).__name__, e)
m = LinkedList(); m.head = merge(LinkedList([1, 4, 6]).head, LinkedList([2, 4, 9]).head); print(m)
def cyclic(c):
    slow = fast = c
    while fast and fast.n:
        slow, fast = slow.n, fast.n.n
        if slow is fast: return True
    return False
print(cyclic(m.head)); m.head.n.n.n = m.head; print(cyclic(m.head))
