# An expression over several lines: the line shown and the carets.
def f(a, b, c):
    return (a +
            b *
            c['key'] +
            4)
def g(x):
    return f(
        1,
        2,
        {'other': x},
    )
result = [
    1,
    g(3),
    2,
]
