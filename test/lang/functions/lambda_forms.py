# Lambdas with every kind of parameter.
print((lambda: 1)())
print((lambda x, y=2, *a, k=3, **d: (x, y, a, k, d))(1, 5, 6, k=7, z=8))
print((lambda *, k: k)(k=4), (lambda a, /: a)(5), (lambda *a: a)(), (lambda **k: k)(q=1))
fs = [lambda x, i=i: x * i for i in range(4)]
print([f(10) for f in fs])
print((lambda f: f(f))(lambda f: 42))
print(list(map(lambda p: p[0] + p[1], {1: 2, 3: 4}.items())))
add = lambda a: lambda b: lambda c: a + b + c
print(add(1)(2)(3))
print((lambda x: (yield x))(5).__next__())
cond = lambda x: 'neg' if x < 0 else 'zero' if x == 0 else 'pos'
print(cond(-1), cond(0), cond(1))
print((lambda: (lambda: (yield))())().__class__.__name__)
print(sorted('bca', key=lambda c: -ord(c)), (lambda a, b=(lambda: 7): b())(0))
