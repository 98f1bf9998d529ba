# __getattribute__ intercepts everything except implicit special lookups.
class T:
    cls_attr = 'c'
    def __init__(self):
        self.x = 1
    def __getattribute__(self, name):
        print('get', name)
        if name == 'blocked':
            raise AttributeError(name)
        if name == 'magic':
            return 42
        return super().__getattribute__(name)
    def __getattr__(self, name):
        print('fallback', name)
        return name * 2
    def m(self):
        return self.x
    def __len__(self):
        return 3

t = T()
print(t.x)
print(t.magic)
print(t.blocked)
print(t.nothing)
print(t.m())
print(len(t))
print(t.__len__())
print(t.__class__.__name__, t.cls_attr)
t.y = 5
print(object.__getattribute__(t, 'y'))
print(t.__dict__)
