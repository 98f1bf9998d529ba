# Calling what cannot be called.
class A: pass

class B:
    def __call__(self, *a, **k):
        return ('B', a, k)

def show(call):
    try:
        print(call())
    except TypeError as e:
        print(e)

x = 5
show(lambda: x())
empty = None
show(lambda: empty())
text, items, table, real, dots = 'abc', [1], {}, 1.5, ...
show(lambda: text(1))
show(lambda: items(0))
show(lambda: table(1))
show(lambda: A()())
show(lambda: real(2))
show(lambda: B()(1, k=2))
show(lambda: NotImplemented())
show(lambda: dots())
print(callable(x), callable(A), callable(A()), callable(B()), callable(show), callable(len))
