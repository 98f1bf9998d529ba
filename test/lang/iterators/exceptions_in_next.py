# Iterators that raise, in for, unpacking, builtins; state afterwards.
class It:
    def __init__(self, bad, exc): self.n, self.bad, self.exc = 0, bad, exc
    def __iter__(self): return self
    def __next__(self):
        self.n += 1
        if self.n == self.bad: raise self.exc
        if self.n > 4: raise StopIteration
        return self.n
def t(f):
    it = It(3, KeyError('third'))
    try: print(f(it))
    except KeyError as e: print('KeyError', e, end=' | ')
    print([next(it, 'end') for _ in range(2)] if it.n >= 3 else it.n)
for f in (list, tuple, sum, max, sorted, lambda i: [x for x in i], lambda i: dict(zip(i, i)),
           lambda i: 9 in i,
          lambda i: [*i], lambda i: list(map(str, i)), lambda i: any(x > 2 for x in i),
          lambda i: ','.join(map(str, i)),
          lambda i: [].extend(i), lambda i: print(*i), lambda i: next(i),
          lambda i: sorted(set(i)), lambda i: bytes(i)):
    t(f)
l = [0]
try: l.extend(It(3, KeyError('x')))
except KeyError: print(l)
try: l += It(2, KeyError('y'))
except KeyError: print(l)
d = {}
try: d.update((k, k) for k in It(3, KeyError('z')))
except KeyError: print(d)
