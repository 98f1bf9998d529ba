# What "Did you mean" suggests, and where nothing is near enough.
import sys
def chain(fns):
    try: fns[0]()
    finally:
        if fns[1:]: chain(fns[1:])
class A:
    blech = 1; __slots__=('alpha','beta')
    def method(self): pass
def a(): A().bleck
def b(): pritn
def c():
    value = 1
    other = [valeu for x in [1]]
def d(value):
    print(vaule)
def e():
    global_thing
globl_thing = 3
def f(): (1).to_byte
def g(): [].apend
def h(): None.__eqq__
def i(): A().aplha
def j(): A.metod
def k(): sys.arvg
def l():
    x = 1
    def g(): return lamda
    g()
def m(): mn
def n(): raise NameError("hello", name="pritn")
def o(): raise AttributeError("hello", name="upperr", obj="x")
def p(): raise AttributeError("hello")
def q(): "".Upper
def r():
    del zz
    zz=1
class D:
    def __getattr__(self, n): raise AttributeError(n)
    def __dir__(self): return ["foo", 3]
def s(): D().fo
class E_:
    def __dir__(self): return ["foo", "bar"]
def t(): E_().fooo
def u():
    class Q:
        inner = 1
        innr
def v(): Ture
def w(): x = ValueEror
def x_(): a.__code__.co_varnams
def y(): xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
def z():
    try: pritn
    except NameError: lenn
chain([a,b,c,lambda:d(1),e,f,g,h,i,j,k,l,m,n,o,p,q,r,s,t,u,v,w,x_,y,z])
