# A proxy object: dynamic attributes, methods, and dunders that are not forwarded.
class Proxy:
    def __init__(self, target, log):
        self.__dict__['_t'] = target
        self.__dict__['_log'] = log
    def __getattr__(self, name):
        self._log.append(name)
        return getattr(self._t, name)
    def __setattr__(self, name, v):
        self._log.append((name, v))
        setattr(self._t, name, v)

class T:
    kind = 't'
    def __init__(self): self.n = 1
    def add(self, k): self.n += k; return self
    def __len__(self): return 9

log = []
t = T()
p = Proxy(t, log)
print(p.n, p.kind, p.add(4) is t, p.n)
p.n = 100
print(t.n, log)
try:
    len(p)
except TypeError as e:
    print(e)
print(p.__len__())
try:
    p.zip
except AttributeError as e:
    print(e)
print(Proxy([3, 1, 2], []).index(1), Proxy('abc', []).upper())
