"""Constants of math, and what works on values of any kind; the other functions are leaves in C."""

pi = 3.141592653589793
e = 2.718281828459045
tau = 6.283185307179586
inf = 1e999
nan = inf - inf


def prod(iterable, /, *, start=1):
    for value in iterable:
        start = start * value
    return start
