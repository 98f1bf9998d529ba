# Key called once per element in order; the list is empty while sorting; exceptions restore it.
log = []
def key(x): log.append(x); return -x
l = [3, 1, 2]
l.sort(key=key); print(l, log)
l = [1, 2, 3]
seen = []
def peek(x): seen.append(list(l)); return x
l.sort(key=peek); print(seen, l)
def boom(x):
    if x == 2: raise KeyError('key')
    return x
l = [3, 2, 1]
try: l.sort(key=boom)
except KeyError as e: print(e, l)
try: sorted([3, 2, 1], key=boom)
except KeyError as e: print(e)
l = [3, 1, 2]
def mutate(x): l.append(x); return x
try: l.sort(key=mutate)
except ValueError as e: print(e, l)
print(sorted([3, 1, 2], key=lambda x: (log.clear(), x)[1]), log)
calls = 0
def count(x):
    global calls
    calls += 1
    return x % 3
print(sorted(range(10), key=count), calls)
print(max([3, 1, 2], key=lambda x: log.append(x) or -x), min([3, 1], key=lambda x: x), log)
def gen():
    for x in (2, 1): log.append('yield'); yield x
log.clear()
print(sorted(gen(), key=lambda x: log.append(('key', x)) or x), log)
for bad in (lambda: [1].sort(5), lambda: sorted(), lambda: sorted([1], 5), lambda: [2,
           1].sort(key=5), lambda: sorted(5), lambda: [1].sort(cmp=1), lambda: sorted([1, 2],
                   key=lambda: 0)):
    try: print(bad())
    except TypeError as e: print(e)
