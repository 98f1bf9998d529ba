# perdure-only
# resume-every: 997
# The recursion limit counts frames of the program only, in every kind of call, and is catchable.
def down(n):
    return 0 if n == 0 else 1 + down(n - 1)
class K:
    def __init__(self, n):
        self.next = K(n - 1) if n else None
def gen(n):
    if n:
        yield from gen(n - 1)
    yield n
print(down(900), sum(gen(300)))
def forever():
    return forever()
class Loop:
    def __getattr__(self, name):
        return getattr(self, name)
    def __eq__(self, other):
        return self == other
for f in (forever, lambda: Loop().x, lambda: Loop() == 1, lambda: sorted([1], key=lambda x: forever())):
    try:
        f()
    except RecursionError as e:
        print(type(e).__name__, str(e).startswith('maximum recursion depth exceeded'))
print(down(500))
# expect: 900 45150
# expect: RecursionError True
# expect: RecursionError True
# expect: RecursionError True
# expect: RecursionError True
# expect: 500
