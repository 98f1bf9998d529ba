# Classes inside functions see enclosing cells; methods skip the class scope.
def make(tag):
    x = 'enclosing'
    class C:
        x = 'class'
        t = tag
        def m(self):
            return x, tag
        def set(self, v):
            nonlocal x
            x = v
    return C

A, B = make('a'), make('b')
print(A.x, A.t, B.t)
print(A().m(), B().m())
A().set('new')
print(A().m(), B().m())
print(A is B, A.__name__ == B.__name__, A.__qualname__)

def outer():
    v = 1
    class K:
        nonlocal v
        v = 2
        w = v
    return v, K.w, 'v' in vars(K)

print(outer())
