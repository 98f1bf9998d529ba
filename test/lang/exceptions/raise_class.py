# Raising a class makes its exception, whoever has a say in that.


def show(f, *args):
    try:
        f(*args)
    except BaseException as e:
        print(type(e).__name__, e.args, repr(e), repr(e.__cause__), repr(e.__context__))
        lines, tb = [], e.__traceback__
        while tb is not None:
            lines.append(tb.tb_lineno)
            tb = tb.tb_next
        print(lines)


def throw(what):
    raise what


def throw_from(what, cause):
    raise what from cause


def throw_in_handler(what):
    try:
        raise KeyError
    except KeyError:
        raise what


class Own(Exception):
    pass


class WithInit(Exception):
    def __init__(self):
        print("init")
        super().__init__("from init")


class Needs(Exception):
    def __init__(self, what):
        super().__init__(what)


class WithNew(Exception):
    def __new__(cls):
        print("new")
        return super().__new__(cls, "from new")


class Meta(type):
    def __call__(cls, *args):
        print("called", cls.__name__)
        return super().__call__(*args, "from meta")


class ByMeta(Exception, metaclass=Meta):
    pass


class Slotted(ValueError):
    __slots__ = ("more",)


for what in (ValueError, Own, WithInit, Needs, WithNew, ByMeta, Slotted, BaseException,
             OSError, StopIteration, UnicodeDecodeError, UnicodeEncodeError, SystemExit, ImportError,
             SyntaxError, ExceptionGroup, KeyboardInterrupt, int, 5, None):
    show(throw, what)
    show(throw_in_handler, what)
    show(throw_from, what, None)
    show(throw_from, what, KeyError)
    show(throw_from, ValueError, what)

Own.__init__ = lambda self: print("changed")
show(throw, Own)
del Own.__init__
show(throw, Own)


def stops():
    raise StopIteration
    yield


show(lambda: list(stops()))


class Ends:
    def __init__(self):
        self.n = 0

    def __iter__(self):
        return self

    def __next__(self):
        self.n += 1
        if self.n > 3:
            raise StopIteration
        return self.n


print(list(Ends()), [x for x in Ends()], sum(Ends()))
