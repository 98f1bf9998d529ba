# resume-every: 7
# Endless recursion through every method that an operator or a builtin calls.
def ways():
    class A:
        def __getattr__(self, name): return getattr(self, name + 'x')
        def __eq__(self, other): return self == other
        def __hash__(self): return hash(self)
        def __bool__(self): return bool(self)
        def __len__(self): return len(self)
        def __iter__(self): return iter(self)
        def __next__(self): return next(self)
        def __add__(self, other): return self + other
        def __call__(self): return self()
        def __getitem__(self, i): return self[i]
        def __contains__(self, i): return i in self
        def __index__(self): return [1][self]
        def __int__(self): return int(self)
        def __lt__(self, other): return self < other
        def __repr__(self): return repr(self)
        def __format__(self, form): return format(self, form)
        def __enter__(self):
            with self: pass
        def __exit__(self, *what): pass
        def __setattr__(self, name, value): self.x = value
        def __delattr__(self, name): del self.x
        def __neg__(self): return -self
        def __iadd__(self, other):
            self += other
        def __radd__(self, other): return 1 + self
        @property
        def prop(self): return self.prop
        def method(self): return self.method()
    a = A()
    def with_it():
        with a: pass
    def set_it(): a.y = 1
    def del_it(): del a.y
    yield lambda: a.anything
    yield lambda: a == 1
    yield lambda: hash(a)
    yield lambda: bool(a)
    yield lambda: len(a)
    yield lambda: iter(a)
    yield lambda: next(a)
    yield lambda: a + 1
    yield lambda: 1 + a
    yield lambda: a()
    yield lambda: a[0]
    yield lambda: 1 in a
    yield lambda: [1][a]
    yield lambda: int(a)
    yield lambda: a < 1
    yield lambda: sorted([a, a])
    yield lambda: repr(a)
    yield lambda: f'{a}'
    yield lambda: '%s' % a
    yield with_it
    yield set_it
    yield del_it
    yield lambda: -a
    yield lambda: a.prop
    yield lambda: a.method()
    yield lambda: {a: 1}
    yield lambda: {1: 2}.get(a)
    yield lambda: [a].index(3)
    yield lambda: max(a, a)
    yield lambda: print(a)
    yield lambda: str([a])
    yield lambda: list(a)
import sys
sys.setrecursionlimit(60)
count = 0
for way in ways():
    try:
        way()
    except RecursionError as error:
        count += str(error).startswith('maximum recursion depth exceeded')
    else:
        print('none')
print(count)
