# perdure-only
# resume-every: 499
# Chains of iterators and wrappers, one in another, deeper than the recursion limit. CPython overflows its stack for some of these.
def chain(step, start, count=3000):
    for _ in range(count):
        start = step(start)
    return start
def said(f):
    try:
        return str(f())[:40]
    except Exception as error:
        return f'{type(error).__name__}: {str(error)[:32]}'
for step in (lambda g: (x for x in g), lambda g: map(int, g), lambda g: zip(g), lambda g: enumerate(g),
             lambda g: filter(None, g), lambda g: iter(g.__next__, 0)):
    print(said(lambda: list(chain(step, iter([1])))))
print(list(chain(lambda g: map(int, g), iter([1]), 300)))
class A:
    def m(*args): return len(args)
method = type(A().m)
for f in (lambda: chain(staticmethod, int)(), lambda: chain(staticmethod, int).__isabstractmethod__,
          lambda: chain(property, int).__isabstractmethod__, lambda: chain(staticmethod, int).__doc__,
          lambda: chain(classmethod, int).__name__, lambda: chain(lambda m: method(m, 1), A().m)(),
          lambda: chain(lambda m: method(m, 1), A().m).__doc__, lambda: repr(chain(staticmethod, int)),
          lambda: repr(chain(lambda x: list[x], int)), lambda: hash(chain(lambda x: list[x], int)) != 0):
    print(said(f))
# expect: RecursionError: maximum recursion depth exceeded
# expect: RecursionError: maximum recursion depth exceeded
# expect: RecursionError: maximum recursion depth exceeded
# expect: RecursionError: maximum recursion depth exceeded
# expect: RecursionError: maximum recursion depth exceeded
# expect: RecursionError: maximum recursion depth exceeded
# expect: [1]
# expect: RecursionError: maximum recursion depth exceeded
# expect: False
# expect: False
# expect: RecursionError: maximum recursion depth exceeded
# expect: RecursionError: maximum recursion depth exceeded
# expect: RecursionError: maximum recursion depth exceeded
# expect: RecursionError: maximum recursion depth exceeded
# expect: RecursionError: maximum recursion depth exceeded
# expect: RecursionError: maximum recursion depth exceeded
# expect: True
