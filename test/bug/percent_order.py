# %: errors come in the order of the format, texts are whole, and numbers for * that do not fit.
# resume-every: 9973
OUT = []
def print(*values, end='\n'):
    OUT.append(' '.join(map(str, values)) + end)
def t(f, *a):
    try:
        print(repr(f(*a)))
    except BaseException as e:
        print(type(e).__name__, repr(str(e)))
for spec in ("\0", "a\0b", "\0\0", "5\0d", "xx\0yy", "é\0é", "\ud800\0", "d\0", ".2\0", "é", "\ud800", "\ud800x"):
    for v in (1, 1.5, "s", 1j, True, None, [], object, b"x"):
        t(format, v, spec)
        t(lambda: f"{v:{spec}}")
        t(lambda: ("{:%s}" % spec).format(v))
big = [-2**31-1, -2**31, -2**31+1, 2**31-1, 2**31, 2**31+1, -2**63, -2**63-1, 2**63-1, 2**63, -1, 0, 3, True, False, 2**100, -2**100]
for n in big:
    for f in ("%.*d", "%*d", "%.*f", "%-*s|", "%.*s", "%0*d", "%+.*e", "%.*x"):
        if "*" in f and "." not in f and 100 < abs(n) < 2**63 - 1: continue
        if n == 2**31-1 or n == 2**63-1: continue
        t(lambda: f % (n, 1))
        t(lambda: f.encode() % (n, b"x" if "s" in f else 1))
for n in (1.5, "x", None, b"x"):
    for f in ("%.*d", "%*d"):
        t(lambda: f % (n, 1))
        t(lambda: f.encode() % (n, 1))
        t(lambda: f % n)
        t(lambda: f % (n,))
for f in ("%99999999999999999999d", "%.99999999999999999999d", "%9223372036854775808d", "%.2147483648s", "%.9223372036854775808s"):
    t(lambda: f % "q")
    t(lambda: f.encode() % b"q")
class S:
    def __init__(self, n): self.n = n
    def __str__(self):
        print("str", self.n); raise KeyError(self.n)
    __repr__ = __str__
    def __bytes__(self): print("bytes", self.n); raise KeyError(self.n)
    def __index__(self): print("index", self.n); raise KeyError(self.n)
    def __int__(self): print("int", self.n); raise KeyError(self.n)
    def __float__(self): print("float", self.n); raise KeyError(self.n)
class G(S):
    def __str__(self): print("str", self.n); return "g"
    __repr__ = __str__
    def __bytes__(self): print("bytes", self.n); return b"g"
    def __index__(self): print("index", self.n); return 65
    def __int__(self): print("int", self.n); return 65
    def __float__(self): print("float", self.n); return 2.5
for c in (S, G):
  for f in ("%s", "%r", "%a", "%d", "%i", "%x", "%c", "%f", "%s %s", "%s %d", "%d %s", "%s %z", "%z %s", "%s %", "%s %(a)s", "%(a)s %s", "%*d", "%.*d", "%*s", "%", "%%", "", "%%%s", "x%", "%5", "%-", "%(a", "%(a)", "%s%s%q%s", "%b", "%u", "%g", "%5.", "%l", "%ld", "%hd", "%Ld","%s%c", "%c%s", "%#x %s"):
    for args in ((), (c(1),), (c(1), c(2)), (c(1), c(2), c(3)), c(1), {"a": c(1)}, {}, [c(1)], "text", b"bytes", bytearray(b"ba"), 5, 5.5, None, (1,), ("t",), (b"t",), ([],), ({},), (1, "x"), ("x", 1), (c(1), "x", []), (300,), (70000,), (-1,), (2**70,), (1j,), (bytearray(b"q"),), (1.5, c(1))):
        def name(a):
            if isinstance(a, S): return c.__name__
            if isinstance(a, tuple): return tuple(map(name, a))
            if isinstance(a, list): return list(map(name, a))
            if isinstance(a, dict): return {k: name(v) for k, v in a.items()}
            return a
        print(f, name(args), end=" ")
        t(lambda: f % args)
        print("  b", end=" ")
        t(lambda: f.encode() % args)
        print("  ba", end=" ")
        t(lambda: bytearray(f.encode()) % args)
for f in ():
    for n in (-2**63, -2**63+1, 2**63-1, -2**62,2**62):
        try: print(len(f % (n, 1)))
        except BaseException as e: print(n, type(e), e)
for f, a in (("%5%", ()), ("%-5%|", (1,)), ("%.3%", 1), ("%l%", ()), ("%(a)%", {"a": 1}), ("%*%", (3,)), ("%*%", ()), ("% %", ())):
    for g in (f, f.encode()):
        if isinstance(a, dict) and isinstance(g, bytes): a = {b"a": 1}
        try: print(g, a, repr(g % a))
        except BaseException as e: print(g, a, type(e), e)
for v in (-0.01, 0.0, -0.0, -1.5):
    print(b"%z.1f|%z5.0f|%-z5.0e|%zd|%zg" % (v, v, v, 5, v))
import sys
sys.stdout.write(''.join(OUT).encode('utf-8', 'replace').decode())
