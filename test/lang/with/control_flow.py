# return, break, continue and yield out of with, nested with try/finally.
class T:
    def __init__(self, n): self.n = n
    def __enter__(self): log.append(f'+{self.n}'); return self
    def __exit__(self, t, *a): log.append(f'-{self.n}{"!" if t else ""}')
log = []
def f(k):
    for i in range(3):
        with T(i):
            try:
                if k == 'break': break
                if k == 'continue': continue
                if k == 'return': return 'ret'
                if k == 'raise': raise ValueError
                log.append('b')
            finally: log.append('f')
        log.append('e')
    else: log.append('else')
    return 'end'
for k in ('', 'break', 'continue', 'return', 'raise'):
    try: r = f(k)
    except ValueError: r = 'raised'
    print(k or 'none', r, ' '.join(log)); log.clear()
def order():
    with T('a'):
        try:
            with T('b'):
                return val()
        finally: log.append('fin')
def val(): log.append('val'); return 'v'
print(order(), log); log.clear()
def g():
    with T('g'):
        yield 1
        with T('h'): yield 2
print(list(g()), log); log.clear()
def nested(n):
    if n == 0: return 'bottom'
    with T(n): return nested(n - 1)
print(nested(3), log)
