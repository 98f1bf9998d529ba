# perdure-only
# A suspended generator that is dropped is not closed: its finally blocks do not run.
def g(n):
    try:
        yield n
        yield n + 1
    finally:
        print('cleanup', n)
x = g(1)
print(next(x))
del x
for v in g(2):
    break
print('after break')
y = g(3)
next(y)
y.close()
print(list(g(4)))
z = g(5)
next(z)
# expect: 1
# expect: after break
# expect: cleanup 3
# expect: cleanup 4
# expect: [4, 5]
