# close: runs finally, refuses yield, swallows StopIteration and GeneratorExit only.
def g(log):
    try:
        yield 1
        yield 2
    except GeneratorExit:
        log.append('exit')
        raise
    finally: log.append('finally')
log = []
a = g(log)
a.close(); print(log)
a = g(log); next(a); a.close(); a.close(); print(log, list(a))
def stubborn():
    try: yield 1
    except GeneratorExit: yield 2
b = stubborn(); next(b)
try: b.close()
except RuntimeError as e: print(e)
def quiet():
    try: yield 1
    except GeneratorExit: return 'ignored'
c = quiet(); next(c); print(c.close())
def fails():
    try: yield 1
    finally: raise KeyError('in close')
d = fails(); next(d)
try: d.close()
except KeyError as e: print(e, repr(e.__context__))
def outer(log):
    try: yield from inner(log)
    finally: log.append('outer')
def inner(log):
    try: yield 'i'
    finally: log.append('inner')
log = []
e = outer(log); next(e); e.close(); print(log)
def loop():
    n = 0
    try:
        while True:
            yield n
            n += 1
    finally: print('loop closed at', n)
l = loop()
for v in l:
    if v == 3: break
l.close()
