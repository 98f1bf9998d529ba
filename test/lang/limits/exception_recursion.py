# expect-error: RecursionError
# resume-every: 7
# A handler that fails in a handler that fails: a chain as deep as the recursion limit.
import sys
sys.setrecursionlimit(40)
def f():
    try:
        1 / 0
    except ZeroDivisionError:
        {}[1]
def deep(n):
    try:
        return deep(n + 1)
    except RecursionError:
        raise
    finally:
        len('')
try:
    f()
except KeyError as error:
    print(type(error.__context__).__name__)
deep(0)
