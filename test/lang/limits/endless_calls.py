# resume-every: 7
# Endless recursion of functions, generators, classes and metaclasses; the program goes on each time.
import sys
sys.setrecursionlimit(80)
def plain(): return plain()
def generator(): yield from generator()
def nested(): return [nested() for _ in (1,)]
def key(x): return sorted([1, 2], key=key)
def decorated(f): return decorated(f)(f)
def unwind():
    try: return unwind()
    finally: len('')
def handler():
    try: 1 / 0
    except ZeroDivisionError: return handler()
class Init:
    def __init__(self): Init()
class New:
    def __new__(cls): return cls()
class Meta(type):
    def __call__(cls): return cls()
    def __instancecheck__(cls, other): return isinstance(other, cls)
    def __subclasscheck__(cls, other): return issubclass(other, cls)
class WithMeta(metaclass=Meta): pass
class Sub:
    def __init_subclass__(cls): type('B', (Sub,), {})
def subclass():
    class C(Sub): pass
class Descriptor:
    def __get__(self, instance, owner): return instance.x
class Holder: x = Descriptor()
for way in (plain, lambda: list(generator()), nested, lambda: key(1), lambda: decorated(plain), unwind, handler, Init, New,
            WithMeta, lambda: isinstance(1, WithMeta), lambda: issubclass(int, WithMeta), subclass, lambda: Holder().x,
            lambda: list(map(lambda x: plain(), [1])), lambda: max([1, 2], key=lambda x: plain()),
            lambda: dict.fromkeys(generator()), lambda: sum(generator()), lambda: print(*generator())):
    try:
        way()
        print('none')
    except RecursionError as error:
        print(type(error).__name__, str(error)[:32])
print('on')
