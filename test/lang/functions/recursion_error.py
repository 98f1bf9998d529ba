# resume-every: 997
# Runaway recursion is an exception that can be caught, again and again.
def down(n):
    return down(n + 1) + 1

for i in range(2):
    try:
        down(0)
    except RecursionError as e:
        print(type(e).__name__, str(e).startswith('maximum recursion depth exceeded'))

class R:
    def __repr__(self):
        return repr(self)

    def __getattr__(self, name):
        return getattr(self, name + 'x')

for call in (lambda: repr(R()), lambda: R().attr):
    try:
        call()
    except RecursionError:
        print('caught')
print(isinstance(RecursionError(), RuntimeError))
