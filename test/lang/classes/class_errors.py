# What is refused when classes are made and their parts are assigned.
# resume-every: 397
# timeout: 60
def t(label, f):
    try:
        r = f()
        print(label, '->', r)
    except BaseException as e:
        print(label, '!!', type(e).__name__, e)

class A: pass
class B(A): pass
class C(A): pass
def bad1():
    class X(A, B): pass
t('order', bad1)
def bad2():
    class X(A, A): pass
t('dup', bad2)
def bad3():
    class X(int, str): pass
t('layout', bad3)
def bad4():
    class X(bool): pass
t('final bool', bad4)
def bad5():
    class X(type(None)): pass
t('final none', bad5)
def bad6():
    class X(range): pass
t('final range', bad6)
def bad7():
    class X(slice): pass
t('slice', bad7)
def bad8():
    class X(type(lambda: 0)): pass
t('function', bad8)
def bad9():
    class X(3): pass
t('int base', bad9)
def bad11():
    class X('abc'): pass
t('str base', bad11)
def bad12():
    class M1(type): pass
    class M2(type): pass
    class P(metaclass=M1): pass
    class Q(metaclass=M2): pass
    class R(P, Q): pass
t('meta conflict', bad12)
def bad13():
    class X(A):
        __slots__ = ('a', 'a b')
t('slot name', bad13)
def bad14():
    class X:
        __slots__ = ('a',)
        a = 1
t('slot conflict', bad14)
def bad15():
    class X(int):
        __slots__ = ('a',)
t('slots int', bad15)
def bad16():
    class X:
        __slots__ = (1,)
t('slots type', bad16)
def bad17():
    class X:
        __slots__ = '__dict__', '__dict__'
t('two dict', bad17)
t('type name', lambda: type(1, (), {}))
t('type bases', lambda: type('x', [], {}))
t('type dict', lambda: type('x', (), []))
t('type 2', lambda: type('x', ()))
t('type 0', lambda: type())
t('type ok', lambda: type('x', (A,), {'y': 1}).y)
t('type nul', lambda: type('a\0b', (), {}))
t('type kw', lambda: type('x', (), {}, foo=1))
def bases_change():
    class D(A): pass
    D.__bases__ = (B,)
    return D.__mro__[1].__name__
t('bases', bases_change)
def bases_bad():
    class D(A): pass
    D.__bases__ = ()
t('bases empty', bases_bad)
def bases_bad2():
    class D(A): pass
    D.__bases__ = (D,)
t('bases cycle', bases_bad2)
def bases_bad3():
    class D(A): pass
    D.__bases__ = [A]
t('bases list', bases_bad3)
def cls_assign():
    class D: pass
    class E: pass
    d = D()
    d.__class__ = E
    return type(d).__name__
t('class assign', cls_assign)
def cls_assign2():
    class D: pass
    d = D()
    d.__class__ = int
t('class assign int', cls_assign2)
def cls_assign3():
    class D: pass
    d = D()
    d.__class__ = 3
t('class assign 3', cls_assign3)
def cls_assign4():
    class D: pass
    class E: __slots__ = ('x',)
    d = D()
    d.__class__ = E
t('class assign slots', cls_assign4)
def cls_del():
    class D: pass
    d = D()
    del d.__class__
t('class del', cls_del)
def set_int():
    int.foo = 1
t('int.foo', set_int)
def set_inst():
    (1).foo = 1
t('1 .foo', set_inst)
def set_obj():
    object().foo = 1
t('object().foo', set_obj)
def del_obj():
    del object().foo
t('del object().foo', del_obj)
def set_none():
    None.foo = 1
t('None.foo', set_none)
def get_none():
    return None.foo
t('None.foo', get_none)
def list_foo():
    [].foo = 1
t('[].foo', list_foo)
def list_append():
    [].append = 1
t('[].append=', list_append)
def str_doc():
    ''.__doc__ = 1
t("''.__doc__", str_doc)
def func_name():
    def f(): pass
    f.__name__ = 1
t('f.__name__', func_name)
def func_qual():
    def f(): pass
    f.__qualname__ = 1
t('f.__qualname__', func_qual)
def func_defaults():
    def f(a, b): return a, b
    f.__defaults__ = (1, 2)
    print(f())
    f.__defaults__ = None
    f()
t('f.__defaults__', func_defaults)
def func_defaults2():
    def f(a, b): return a, b
    f.__defaults__ = 1
t('f.__defaults__ int', func_defaults2)
def func_kwdefaults():
    def f(*, a): return a
    f.__kwdefaults__ = {'a': 5}
    print(f())
    f.__kwdefaults__ = 3
t('f.__kwdefaults__', func_kwdefaults)
def func_dict():
    def f(): pass
    f.__dict__ = {'a': 1}
    print(f.a)
    f.__dict__ = 1
t('f.__dict__', func_dict)
def cls_name():
    class D: pass
    D.__name__ = 'Z'
    D.__qualname__ = 'Y'
    print(D)
    D.__name__ = 1
t('cls name', cls_name)
def cls_qual():
    class D: pass
    D.__qualname__ = 1
t('cls qual', cls_qual)
def cls_module():
    class D: pass
    D.__module__ = 'mm'
    return repr(D)
t('cls module', cls_module)
def cls_dict():
    class D: pass
    D.__dict__ = {}
t('cls dict', cls_dict)
def cls_mro():
    class D: pass
    D.__mro__ = ()
t('cls mro', cls_mro)
def proxy():
    class D: pass
    D.__dict__['x'] = 1
t('proxy', proxy)
def inst_dict():
    class D: pass
    d = D()
    d.__dict__ = {'q': 1}
    print(d.q)
    d.__dict__ = 1
t('inst dict', inst_dict)
def abstract():
    return object.__new__(int)
t('object.__new__(int)', abstract)
t('object(1)', lambda: object(1))
t('A(1)', lambda: A(1))
t('A(x=1)', lambda: A(x=1))
class HasInit:
    def __init__(self): pass
t('HasInit(1)', lambda: HasInit(1))
class HasNew:
    def __new__(cls): return object.__new__(cls)
t('HasNew(1)', lambda: HasNew(1))
class NewPass:
    def __new__(cls, *a): return object.__new__(cls, *a)
t('NewPass(1)', lambda: NewPass(1))
class InitPass:
    def __init__(self, *a): super().__init__(*a)
t('InitPass(1)', lambda: InitPass(1))
t('object.__init__', lambda: object().__init__(1))
t('int.__new__(str)', lambda: int.__new__(str))
t('int.__new__()', lambda: int.__new__())
t('int.__new__(3)', lambda: int.__new__(3))
t('str.__new__(int)', lambda: str.__new__(int))
t('tuple.__new__(A)', lambda: tuple.__new__(A))
t('A.mro', lambda: [k.__name__ for k in B.mro()])
t('init returns', lambda: type('I', (), {'__init__': lambda s: 1})())
t('subclasses', lambda: [k.__name__ for k in A.__subclasses__()][:2])
