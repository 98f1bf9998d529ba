# perdure-only
# resume-every: 4
# The recursion limit can be set to anything that makes sense; a low one is an exception and no crash.
import sys
def said(f, *args):
    try:
        return repr(f(*args))[:60]
    except Exception as error:
        return f'{type(error).__name__}: {error}'
def f(n): return n and f(n - 1) + 1
for limit in (10 ** 30, -1, 0, 'x', 1.5):
    print(said(sys.setrecursionlimit, limit))
sys.setrecursionlimit(20)
print(said(f, 10), said(f, 100))
def lowered():
    def g(n):
        if n: return g(n - 1)
        sys.setrecursionlimit(3)
    g(8)
print(said(lowered)[:40])
sys.setrecursionlimit(10 ** 6)
print(said(f, 3000))
# expect: OverflowError: Python int too large to convert to C int
# expect: ValueError: recursion limit must be greater or equal than 1
# expect: ValueError: recursion limit must be greater or equal than 1
# expect: TypeError: 'str' object cannot be interpreted as an integer
# expect: TypeError: 'float' object cannot be interpreted as an integer
# expect: 10 RecursionError: maximum recursion depth exceeded
# expect: RecursionError: cannot set the recursion
# expect: 3000
