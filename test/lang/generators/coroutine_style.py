# Generators as coroutines: averager, broadcast pipeline, round-robin scheduler.
def averager():
    total, n, avg = 0, 0, None
    while True:
        x = yield avg
        if x is None: return (n, avg)
        total += x; n += 1
        avg = total / n
a = averager(); next(a)
print([a.send(x) for x in (10, 20, 60)])
try: a.send(None)
except StopIteration as e: print(e.value)
def coro(f):
    def start(*a):
        g = f(*a); next(g); return g
    return start
@coro
def grep(word, target):
    try:
        while True:
            line = yield
            if word in line: target.send(line)
    finally: target.close()
@coro
def collect(out):
    try:
        while True: out.append((yield))
    finally: out.append('closed')
out = []
p = grep('py', collect(out))
for l in ('python', 'c', 'happy'): p.send(l)
p.close()
print(out)
def task(name, n):
    for i in range(n):
        print(name, i, end=' ')
        yield
    return name
def run(tasks):
    queue, done = list(tasks), []
    while queue:
        t = queue.pop(0)
        try: next(t)
        except StopIteration as e: done.append(e.value)
        else: queue.append(t)
    return done
print(run([task('a', 3), task('b', 1), task('c', 2)]))
