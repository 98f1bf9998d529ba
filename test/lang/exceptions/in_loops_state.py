# Loop state survives exceptions raised inside bodies, iterators and conditions.
class It:
    def __init__(self): self.n = 0
    def __iter__(self): return self
    def __next__(self):
        self.n += 1
        if self.n == 3: raise ValueError('iterator failed')
        if self.n > 5: raise StopIteration
        return self.n
it = It()
got = []
while True:
    try:
        for x in it: got.append(x)
        else:
            got.append('end')
            break
    except ValueError as e: got.append(str(e))
print(got)
stack = [1, 2, 0, 4]
res = []
while stack:
    try: res.append(8 // stack.pop())
    except ZeroDivisionError: res.append(None)
print(res)
total = 0
for i in range(3):
    for j in range(3):
        try:
            if i == j: raise KeyError(i)
            if j > i: break
        except KeyError: total += 100; continue
        else: total += 1
        finally: total += 10
    else: total += 1000
print(total)
def cond(n):
    if n == 2: raise IndexError
    return n < 4
n = 0
try:
    while cond(n): n += 1
except IndexError: print('cond', n)
