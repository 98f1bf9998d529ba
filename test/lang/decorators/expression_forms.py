# Decorator expressions: attribute, call, subscript, conditional, walrus.
class ns:
    @staticmethod
    def tag(name):
        def deco(f):
            f.tag = name
            return f
        return deco
    plain = staticmethod(lambda f: f)

table = [lambda f: ('first', f.__name__), lambda f: ('second', f.__name__)]

@ns.tag('a')
def f(): pass

@ns.plain
def g(): pass

@table[1]
def h(): pass

@(table[0] if len(table) > 5 else table[1])
def i(): pass

@(chosen := ns.tag('w'))
def j(): pass

@lambda f: f.__name__
def k(): pass

print(f.tag, g.__name__, h, i, j.tag, chosen is not None, k)
try:
    @5
    def bad(): pass
except TypeError as e:
    print(e)
try:
    bad
except NameError as e:
    print(e)
