# An LRU cache on dict order, and one on a doubly linked list, behaving the same.
class LRU:
    def __init__(self, cap): self.cap, self.d, self.hits = cap, {}, 0
    def get(self, k, default=None):
        if k not in self.d: return default
        self.hits += 1
        self.d[k] = v = self.d.pop(k)
        return v
    def put(self, k, v):
        self.d.pop(k, None)
        self.d[k] = v
        if len(self.d) > self.cap: del self.d[next(iter(self.d))]
    def keys(self): return list(self.d)
class Node:
    __slots__ = 'k', 'v', 'p', 'n'
class Linked:
    def __init__(self, cap):
        self.cap, self.m, self.head = cap, {}, Node()
        self.head.p = self.head.n = self.head
    def _unlink(self, x): x.p.n, x.n.p = x.n, x.p
    def _append(self, x):
        last = self.head.p
        x.p, x.n, last.n, self.head.p = last, self.head, x, x
    def get(self, k, default=None):
        x = self.m.get(k)
        if x is None: return default
        self._unlink(x); self._append(x)
        return x.v
    def put(self, k, v):
        if k in self.m: self._unlink(self.m.pop(k))
        x = self.m[k] = Node()
        x.k, x.v = k, v
        self._append(x)
        if len(self.m) > self.cap:
            old = self.head.n
            self._unlink(old); del self.m[old.k]
    def keys(self):
        out, x = [], self.head.n
        while x is not self.head: out.append(x.k); x = x.n
        return out
a, b = LRU(3), Linked(3)
for op, *args in [('put', 1, 'a'), ('put', 2, 'b'), ('get', 1), ('put', 3, 'c'), ('put', 4, 'd'),
                  ('get', 2),
                  ('put', 1, 'A'), ('get', 3), ('put', 5, 'e'), ('get', 4, 'gone')]:
    x, y = getattr(a, op)(*args), getattr(b, op)(*args)
    print(op, args, x, x == y, a.keys(), a.keys() == b.keys())
