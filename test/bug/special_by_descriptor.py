# Special methods may be found through descriptors of the program, whose __get__ gives what is called.
class Get:
    def __init__(self, name):
        self.name = name

    def __get__(self, instance, owner):
        def bound(*args, **kwargs):
            print('call', self.name, len(args), kwargs)
            return self.answer(instance)
        return bound

    def answer(self, instance):
        return {'__iter__': iter((1, 2)), '__len__': 3, '__bool__': False, '__contains__': 1, '__next__': 4, '__hash__': 5,
                '__repr__': 'repr', '__eq__': True, '__lt__': True, '__format__': 'formatted'}.get(self.name, instance.tag)


class Owner:
    tag = 'tag'


for name in ('enter', 'exit', 'call', 'getitem', 'setitem', 'delitem', 'contains', 'len', 'bool', 'add', 'radd', 'iadd', 'iter',
             'next', 'neg', 'eq', 'lt', 'hash', 'repr', 'format', 'setattr', 'delattr'):
    name = f'__{name}__'
    setattr(Owner, name, Get(name))
o = Owner()


def tell(what):
    try:
        print(what())
    except Exception as error:
        print(type(error).__name__, error)


def body():
    with o as x:
        print(x)
    with o:
        raise KeyError('suppressed')


def items():
    o[1] = 2
    del o[1]
    o.a = 1
    del o.a
    n = o
    n += 1
    return o[0], n


def loop():
    return [x for x in o], next(o)
for what in (body, items, loop, lambda: o(1, x=2), lambda: 1 in o, lambda: len(o), lambda: bool(o), lambda: o + 1, lambda: 1 + o,
             lambda: -o, lambda: o == 1, lambda: o < 1, lambda: hash(o), lambda: repr(o), lambda: format(o, 'spec'),
             lambda: 'yes' if o else 'no', lambda: not o):
    tell(what)
