# Functions and classes created in comprehensions; recursion through comprehension.
fs = [(lambda x: lambda y: x + y)(i) for i in range(3)]
print([f(10) for f in fs])
cs = [type(f'C{i}', (), {'n': i, 'get': lambda self: self.n}) for i in range(2)]
print([c().get() for c in cs], [c.__name__ for c in cs])
def tree(n): return [tree(i) for i in range(n)]
print(tree(3))
def count(t): return 1 + sum(count(c) for c in t)
print(count(tree(4)))
def subsets(xs): return [[]] if not xs else [r + e for r in subsets(xs[1:]) for e in ([], [xs[0]])]
print(subsets([1, 2, 3]))
d = {op: (lambda f: lambda a, b: f(a, b))(f) for op, f in (('+', lambda a, b: a + b),
                                                           ('*', lambda a, b: a * b))}
print(d['+'](2, 3), d['*'](2, 3), {k: v(4, 5) for k, v in d.items()})
print([g() for g in [lambda i=i, j=j: (i, j) for i in range(2) for j in range(2)]])
print([[x for x in row if x] for row in [[0, 1], [2, 0]] if any(row)])
print([y for x in 'ab' for y in [x * 2]])
