# Comprehensions as closures over function, class and other comprehension scopes.
def f(n):
    k = 10
    sq = [k * i + j for i in range(n) for j in range(i)]
    fs = [lambda: (i, k) for i in range(n)]
    k = 20
    return sq, [g() for g in fs]

print(f(3))

def g(rows):
    total = 0
    def add(x):
        nonlocal total
        total += x
        return total
    r = [[add(x) for x in row] for row in rows]
    return r, total

print(g([[1, 2], [3], []]))
print([[(i, j) for j in range(i)] for i in range(4)])
print({i: {j: i * j for j in range(i)} for i in range(3)})
x = 'module'
print([x for x in range(2)], x)
print([(lambda y: x + y)(1) for x in range(3)])
print(list((a, b) for a in 'ab' for b in (a + c for c in 'xy')))
