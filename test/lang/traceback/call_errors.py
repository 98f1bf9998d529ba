# TypeError of a call points at the call.
def takes_two(a, b):
    return a + b
def wrong(n):
    value = takes_two(n) + takes_two(n, 1)
    return value
wrong(1)
