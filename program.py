error = ValueError("again")
for i in range(80000):
    try:
        raise error
    except ValueError:
        pass
error.__traceback__ = None
for i in range(80000):
    try:
        raise error
    except ValueError:
        error.__traceback__ = None
try:
    {}[1]
except KeyError as caught:
    print(type(caught).__name__, caught.__traceback__ is not None)
