# perdure-only
# __del__ is never called, neither on del, nor on rebinding, nor at the end of the run.
class D:
    def __init__(self, n):
        self.n = n
    def __del__(self):
        print('deleted', self.n)
x = D(1)
del x
y = D(2)
y = None
D(3)
def f():
    z = D(4)
    return z.n
print(f())
cycle = [D(5)]
cycle.append(cycle)
del cycle
l = [D(i) for i in range(6, 9)]
l.clear()
end = D(10)
print('done')
# expect: 4
# expect: done
