# Order of cleanup through function calls, with statements, generators and loops.
class R:
    def __init__(self, n): self.n = n
    def __enter__(self): print('open', self.n); return self
    def __exit__(self, t, v, tb): print('close', self.n, t.__name__ if t else None)
def leaf(n):
    with R(f'leaf{n}'):
        if n == 0: raise ValueError('bottom')
        try: return leaf(n - 1)
        finally: print('finally', n)
try:
    with R('a') as a, R('b'):
        leaf(2)
except ValueError as e: print('caught', e)
def early():
    with R('x'):
        for i in range(3):
            with R(i):
                if i == 1: return i
print(early())
for i in range(2):
    with R(i):
        if i == 0: continue
        break
