# The wording of too many arguments, with ranges and keyword-only additions.
def f0(): pass
def f1(a): pass
def f2(a, b=1): pass
def f3(a, b=1, c=2): pass
def fk(a, *, k=1): pass
def fk2(a, b=1, *, k): pass

class C:
    def m(self): pass
    @staticmethod
    def s(): pass
    @classmethod
    def c(cls): pass

def show(call):
    try:
        call()
        print('ok')
    except TypeError as e:
        print(e)

show(lambda: f0(1))
show(lambda: f0(1, 2))
show(lambda: f1(1, 2))
show(lambda: f2(1, 2, 3))
show(lambda: f2())
show(lambda: f3(1, 2, 3, 4))
show(lambda: fk(1, 2))
show(lambda: fk(1, 2, k=3))
show(lambda: fk2(1, 2, 3, k=3))
show(lambda: C().m(1))
show(lambda: C().s(1))
show(lambda: C().c(1))
show(lambda: C(5))
show(lambda: (lambda x: x)(1, 2))
