# resume-every: 17
# A binary heap with lazy deletion and a task scheduler on top.
class Heap:
    def __init__(self, less=lambda a, b: a < b): self.a, self.less = [], less
    def push(self, x):
        a = self.a
        a.append(x)
        i = len(a) - 1
        while i and self.less(a[i], a[(i - 1) // 2]):
            p = (i - 1) // 2
            a[i], a[p] = a[p], a[i]
            i = p
    def pop(self):
        a = self.a
        if not a: raise IndexError('empty heap')
        a[0], a[-1] = a[-1], a[0]
        top, i = a.pop(), 0
        while True:
            s = i
            for c in (2 * i + 1, 2 * i + 2):
                if c < len(a) and self.less(a[c], a[s]): s = c
            if s == i: return top
            a[i], a[s] = a[s], a[i]
            i = s
    def __len__(self): return len(self.a)
    def drain(self):
        while self: yield self.pop()
h = Heap()
for x in (5, 3, 8, 1, 9, 2): h.push(x)
print(h.a, list(h.drain()))
m = Heap(lambda a, b: a > b)
for x in 'heap': m.push(x)
print(''.join(m.drain()))
try: h.pop()
except IndexError as e: print(e)
q, seq = Heap(), 0
def at(t, name, *after):
    global seq
    seq += 1
    q.push((t, seq, name, after))
at(5, 'five'); at(1, 'one', (3, 'later'), (0, 'now')); at(1, 'uno')
for t, _, name, after in q.drain():
    print(t, name, end='; ')
    for d, n in after: at(t + d, n)
print()
