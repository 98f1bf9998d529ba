# perdure-only
# expect: ['c', 'cap', 'g', 'n'] ['c', 'cap', 'g', 'n']
# expect: ['a', 'c', 'cap', 'g', 'n']
# expect: {'d': 1}
# The block of a `with handle` showed a variable of the compiler's.
from perdure import effect, handle, handler

@effect
def ask(): ...

@handler
class One:
    def ask(self):
        return 1

def function(a):
    n = ask.op()
    with handle(One()) as cap:
        c = n
        def g():
            return c
        print(sorted(locals()), sorted(vars()))
    print(sorted(locals()))

def only():
    with handle(One()):
        d = 1
        print(locals())

function(0)
only()
