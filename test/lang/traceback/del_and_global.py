# A deleted global used in a function called through a default argument.
limit = 5
def f(n, g=lambda v: v + limit):
    return g(n)
print(f(1))
del limit
f(2)
