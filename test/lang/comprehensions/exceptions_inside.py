# Exceptions crossing comprehension frames; try around; nested failing conditions.
def safe(f, default=None):
    try: return f()
    except Exception as e: return default if default is not None else repr(e)
print([safe(lambda: 10 // x) for x in (1, 0, 5)])
print(safe(lambda: [1 / x for x in (1, 0)]))
print(safe(lambda: {x: y for x, y in [(1, 2), 3]}))
print(safe(lambda: {[]: 1 for _ in range(1)}))
print(safe(lambda: {x for x in ([],)}))
print(safe(lambda: [a for a, b in [(1, 2, 3)]]))
print(safe(lambda: [x.y for x in [1]]))
print(safe(lambda: [x for x in 5]))
print(safe(lambda: [y for x in [1, 2] for y in x]))
def gen():
    yield 1
    raise KeyError('mid')
print(safe(lambda: [x for x in gen()]))
print(safe(lambda: dict((x, x) for x in gen())))
try:
    [[1 // (i - j) for j in range(3)] for i in range(3)]
except ZeroDivisionError as e:
    print(e, e.__traceback__.tb_next is not None)
