# Mutual recursion does not fold; a single repeated line does, four frames are not folded to one.
def ping(n):
    if n <= 0:
        raise RuntimeError('ping ended')
    pong(n - 1)
def pong(n):
    ping(n - 1)
def three(n):
    if n:
        three(n - 1)
    else:
        ping(4)
three(4)
