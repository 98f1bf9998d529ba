# Delegation: values, send, throw, return value, plain iterables.
def sub():
    got = []
    while True:
        try: v = yield len(got)
        except ValueError as e: v = f'err {e}'
        if v == 'stop': return got
        got.append(v)
def main():
    r = yield from sub()
    print('sub returned', r)
    r2 = yield from [10, 20]
    print('list returned', r2)
    r3 = yield from (c for c in 'xy')
    return r3, 'end'
g = main()
print(next(g), g.send('a'), g.throw(ValueError('t')), g.send('b'), g.send('stop'), next(g))
print(next(g), next(g))
try: next(g)
except StopIteration as e: print(e.value)
def bad():
    yield from [1, 2]
b = bad(); next(b)
try: b.send('x')
except AttributeError as e: print(e)
b = bad(); next(b)
try: b.throw(KeyError('k'))
except KeyError as e: print(e)
def non(): yield from 5
try: next(non())
except TypeError as e: print(e)
def tree(t):
    if isinstance(t, list):
        for x in t: yield from tree(x)
    else: yield t
print(list(tree([1, [2, [3, [[4]]], []], 5])))
def nest(n):
    if n: r = yield from nest(n - 1); return r + 1
    yield 'bottom'
    return 0
n = nest(10)
print(next(n))
try: next(n)
except StopIteration as e: print(e.value)
