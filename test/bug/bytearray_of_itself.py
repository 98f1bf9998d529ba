# What a bytearray does with itself, or with values whose __index__ changes it.
def t(f):
    try: print(repr(f()))
    except BaseException as e: print(type(e).__name__, e)
def go(text):
    b = bytearray(b"ab")
    try:
        exec_ = OPS[text](b)
        print(text, repr(exec_), b)
    except BaseException as e: print(text, type(e).__name__, e, b)
def iadd(b):
    b += b
def isl(b): b[0:0] = b
def isl2(b): b[:] = b
def isl3(b): b[::2] = b[:1]
def ext(b): b.extend(b)
def imul(b): b *= 2
def ins(b):
    it = iter(b); next(it); b.append(1); return list(it)
def rep(b): return b.replace(b, b)
def join(b): return b.join([b, b])
def sp(b): return b.split(b)
class It:
    def __init__(s, b): s.b = b
    def __iter__(s):
        s.b.append(3)
        yield 65
def ext2(b): b.extend(It(b))
class Ix:
    def __init__(s, b): s.b = b
    def __index__(s):
        s.b.clear(); return 66
def app(b): b.append(Ix(b))
def seti(b): b[1] = Ix(b)
def seti2(b): b[Ix(b)] = 1
def slc(b): b[Ix(b):] = b"xx"
def bytesof(b): return bytes(It(b))
def con(b): return b + b
def cnt(b): return b.count(b, Ix(b))
def sw(b): return b.startswith(b, Ix(b))
def tr(b): return b.translate(b * 128)
def empty(b):
    b.clear()
    b += b
OPS = dict(iadd=iadd, isl=isl, isl2=isl2, isl3=isl3, ext=ext, imul=imul, ins=ins, rep=rep, join=join, sp=sp, ext2=ext2, app=app, seti=seti, seti2=seti2, slc=slc, bytesof=bytesof, con=con, cnt=cnt, sw=sw, tr=tr, empty=empty)
for k in OPS: go(k)
