# assert with and without messages, lazy messages, odd message types.
def t(f):
    try: f(); print('ok')
    except AssertionError as e: print(repr(e), e.args, '|', e)
def a(): assert True
def b(): assert False
def c(): assert 0, 'msg'
def d(): assert [], ('t', 1)
def e(): assert None, None
def f(): assert 1, 1 / 0
def g(): assert '', f'{1 + 1} items'
def h(): assert (lambda: 0)(), KeyError('k')
for fn in (a, b, c, d, e, f, g, h): t(fn)
def msg():
    print('evaluated')
    return 'm'
def i(): assert True, msg()
def j(): assert False, msg()
t(i); t(j)
try: assert 1 > 2 > undefined, 'short'
except AssertionError as x: print(x)
try:
    assert not True
except AssertionError as x: print(str(x) == '', len(x.args))
AssertionErrorReal = AssertionError
AssertionError = KeyError
try: assert False, 'still the real one'
except AssertionErrorReal as x: print(type(x).__name__, x)
