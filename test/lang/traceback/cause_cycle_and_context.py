# cause and context together; context of a cause.
def a():
    try:
        1 / 0
    except ZeroDivisionError:
        raise ValueError('from a')
def b():
    try:
        a()
    except ValueError as e:
        try:
            {}[1]
        except KeyError:
            raise TypeError('from b') from e
b()
