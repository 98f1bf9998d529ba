# Objects without the protocol, exceptions in __enter__, __exit__ and the expression.
def t(f):
    try: f()
    except Exception as e: print(type(e).__name__, e, '| ctx', repr(e.__context__))
class NoExit:
    def __enter__(self): print('entered?')
class NoEnter:
    def __exit__(self, *a): print('exited?')
class CM:
    def __init__(self, en=None, ex=None): self.en, self.ex = en, ex
    def __enter__(self):
        if self.en: raise self.en
        return self
    def __exit__(self, *a):
        print('exit', a[0] and a[0].__name__)
        if self.ex: raise self.ex
def f1():
    with NoExit(): pass
def f2():
    with NoEnter(): pass
def f3():
    with 5: pass
def f4():
    with CM(en=KeyError('enter')): print('never')
def f5():
    with CM(ex=KeyError('exit')): pass
def f6():
    with CM(ex=KeyError('exit')): raise ValueError('body')
def f7():
    with CM() as a, CM(en=OSError('second')): print('never')
def f8():
    with CM() as a, CM(ex=OSError('inner')) as b: raise ValueError('body')
def f9():
    with undefined_cm: pass
class Few:
    def __enter__(self): return 1
    def __exit__(self): print('never')
def f10():
    with Few(): pass
def f11():
    with CM: pass
for f in (f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11): t(f)
