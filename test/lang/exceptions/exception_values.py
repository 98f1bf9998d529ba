# What each builtin exception makes of its arguments, and what cannot be raised.
# resume-every: 997
# timeout: 60
def t(label, f):
    try:
        r = f()
        print(label, '->', r)
    except BaseException as e:
        print(label, '!!', type(e).__name__, '|', e, '|', repr(e), '|', e.args)
class E0(Exception): pass
class E1(Exception):
    def __init__(self, a, b=2): self.a = a
class E2(Exception):
    def __init__(self, a): super().__init__('msg', a)
    def __str__(self): return 'str of E2'
class E3(KeyError): pass
class E4(E1):
    def __repr__(self): return 'repr of E4'
class E5(Exception):
    def __new__(cls, *a, **k):
        print('new', a, k)
        return super().__new__(cls, *a)
    def __init__(self, *a, **k): print('init', a, k)
for mk in (lambda: E0(), lambda: E0(1), lambda: E0(1, 'b'), lambda: E1(5), lambda: E1(5, b=6), lambda: E2(7), lambda: E3('k'), lambda: E3(), lambda: E3(1, 2), lambda: E4(1), lambda: E5(1, x=2), lambda: E0(x=1), lambda: E1(), lambda: KeyError(), lambda: KeyError('a'), lambda: KeyError(1), lambda: KeyError('a', 'b'), lambda: KeyError(None), lambda: ValueError('é\n'), lambda: Exception(''), lambda: Exception(None), lambda: Exception(b'x'), lambda: Exception([1], {}), lambda: BaseException(1), lambda: StopIteration(), lambda: StopIteration(5), lambda: StopIteration(1, 2), lambda: SystemExit(), lambda: SystemExit(3), lambda: SystemExit(1, 2), lambda: OSError(), lambda: OSError('x'), lambda: OSError(2, 'No such'), lambda: OSError(2, 'No such', 'file'), lambda: OSError(2, 'No such', 'file', None, 'file2'), lambda: OSError(1, 2, 3, 4, 5, 6), lambda: OSError(13, 'denied'), lambda: OSError(17, 'exists'), lambda: OSError(99999, 'odd'), lambda: OSError('a', 'b'), lambda: FileNotFoundError(2, 'x', 'y'), lambda: FileNotFoundError('only'), lambda: PermissionError(), lambda: IOError(21, 'isdir'), lambda: EnvironmentError(32, 'pipe'),
   lambda: ImportError('m', name='n', path='p'), lambda: ImportError('m', foo=1), lambda: ModuleNotFoundError('z', name='q'), lambda: AttributeError('a', name='n', obj=3), lambda: AttributeError('a', foo=1), lambda: NameError('a', name='n'), lambda: NameError('x', foo=1), lambda: ValueError(a=1), lambda: SyntaxError(), lambda: SyntaxError('m'), lambda: SyntaxError('m', ('f', 1, 2, 'text')), lambda: SyntaxError('m', ('f', 1, 2)), lambda: SyntaxError('m', ('f', 1, 2, 'text', 1, 5)), lambda: SyntaxError('m', 1), lambda: SyntaxError('m', ('f', 1, 2, 'text', 3)), lambda: UnicodeDecodeError('utf8', b'\xff', 0, 1, 'bad'), lambda: UnicodeDecodeError('utf8', b'\xff\xfe', 0, 2, 'bad'), lambda: UnicodeEncodeError('ascii', 'é', 0, 1, 'bad'), lambda: UnicodeEncodeError('ascii', 'éé', 0, 2, 'bad'), lambda: UnicodeEncodeError('ascii', '\u1234', 0, 1, 'bad'), lambda: UnicodeEncodeError('ascii', '\U00012345', 0, 1, 'bad'), lambda: UnicodeTranslateError('é', 0, 1, 'bad'), lambda: UnicodeDecodeError(), lambda: UnicodeDecodeError(1, 2, 3, 4, 5), lambda: UnicodeEncodeError('a', b'', 0, 1, 'x'), lambda: UnicodeError('x', 1)):
    def raiser():
        raise mk()
    t('raise', raiser)
    try:
        e = mk()
        print([a for a in ('value', 'code', 'errno', 'strerror', 'filename', 'filename2', 'name', 'path', 'obj', 'msg', 'lineno', 'offset', 'text', 'end_lineno', 'end_offset', 'print_file_and_line', 'encoding', 'object', 'start', 'end', 'reason') if hasattr(e, a)], [getattr(e, a) for a in ('value', 'code', 'errno', 'strerror', 'filename', 'filename2', 'name', 'path', 'obj', 'msg', 'lineno', 'offset', 'text', 'end_lineno', 'end_offset', 'encoding', 'object', 'start', 'end', 'reason') if hasattr(e, a)])
    except BaseException as x: print('no', type(x).__name__, x)
e = ValueError(1, 2)
e.args = [3, 4]; print(e.args, repr(e))
t('args set', lambda: setattr(e, 'args', 5))
e.args = (8, 9); print(e.args)
t('args del', lambda: delattr(e, 'args'))
t('cause set', lambda: setattr(e, '__cause__', 5))
t('cause set', lambda: setattr(e, '__cause__', ValueError))
t('context set', lambda: setattr(e, '__context__', 5))
t('tb set', lambda: setattr(e, '__traceback__', 5))
t('cause del', lambda: delattr(e, '__cause__'))
t('supp set', lambda: setattr(e, '__suppress_context__', 5))
print(e.__suppress_context__)
e.__cause__ = KeyError(1); print(e.__suppress_context__, repr(e.__cause__)); e.__cause__ = None
t('note', lambda: e.add_note(1))
e.add_note('n1'); e.add_note('n2'); print(e.__notes__)
e.__notes__ = 'x'
t('note2', lambda: e.add_note('b'))
t('with_traceback', lambda: e.with_traceback(1))
print(e.with_traceback(None) is e, e.__traceback__)
e.custom = 5; print(e.__dict__)

print(e.__reduce__()[1:], E2(1).__reduce__()[1])
print(ValueError(1) == ValueError(1), ValueError.__mro__, issubclass(IOError, OSError), IOError is OSError)
def r1(): raise 5
t('r1', r1)
def r2(): raise int
t('r2', r2)
def r3(): raise ValueError from 5
t('r3', r3)
def r4(): raise ValueError from KeyError
try: r4()
except ValueError as e: print(repr(e.__cause__), e.__suppress_context__)
def r5(): raise ValueError('a') from None
try: r5()
except ValueError as e: print(e.__cause__, e.__suppress_context__)
def r6(): raise None
t('r6', r6)
def r7(): raise
t('r7', r7)
def r8(): raise (ValueError, KeyError)
t('r8', r8)
def c1():
    try: 1/0
    except 5: pass
t('c1', c1)
def c2():
    try: 1/0
    except (KeyError, 'x'): pass
t('c2', c2)
def c3():
    try: 1/0
    except (KeyError, (ValueError, ZeroDivisionError)): return 'nested tuple'
t('c3', c3)
def c4():
    try: 1/0
    except int: pass
t('c4', c4)
def c5():
    try: pass
    except 5: pass
    return 'unchecked'
t('c5', c5)
def c6():
    try: 1/0
    except (): pass
t('c6', c6)
def c7():
    try: 1/0
    except [ZeroDivisionError]: pass
t('c7', c7)
class Fake:
    __class__ = ZeroDivisionError
def c8(): raise Fake()
t('c8', c8)
class WeirdNew(Exception):
    def __new__(cls): return 5
def c9(): raise WeirdNew
t('c9', c9)
class WeirdInit(Exception):
    def __init__(self): raise KeyError('in init')
def c10(): raise WeirdInit
t('c10', c10)
class BadStr(Exception):
    def __str__(self): return 5
t('badstr', lambda: str(BadStr()))
try: raise BadStr
except BadStr as e: print(repr(e))
