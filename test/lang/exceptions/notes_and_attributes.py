# add_note, __notes__, args, with_traceback, __traceback__ presence, StopIteration value.
e = ValueError('m')
print(hasattr(e, '__notes__'))
e.add_note('one')
e.add_note('two')
print(e.__notes__, str(e), repr(e), e.args)
try: e.add_note(5)
except TypeError as x: print(x)
e.__notes__ = ['replaced']
e.add_note('more')
print(e.__notes__)
print(e.__traceback__ is None, e.__context__, e.__cause__)
try: raise e
except ValueError as got:
    print(got is e, got.__traceback__ is not None)
print(ValueError('t').with_traceback(None).__traceback__)
e.__cause__ = KeyError('c')
print(e.__suppress_context__, repr(e.__cause__))
e.__suppress_context__ = False
for bad in (lambda: setattr(e, '__cause__', 5), lambda: setattr(e, '__context__', 'x'),
            lambda: setattr(e, 'args', 5), lambda: setattr(e, '__traceback__', 1)):
    try: bad()
    except TypeError as x: print(x)
print(StopIteration().value, StopIteration(1, 2).value, SystemExit().code, SystemExit(1, 2).code)
print(KeyError('it\'s'), KeyError(''), KeyError(), repr(KeyError((1, 2))), str(KeyError(None)))
print(str(Exception(None)), str(Exception('')), repr(Exception('')), str(Exception(1, 'a')))
print(repr(Exception([])))
u = UnicodeDecodeError('utf-8', b'ab\xff', 2, 3, 'bad byte')
print(u, u.start, u.end, u.reason, u.object)
print(UnicodeEncodeError('ascii', 'a\xe9', 1, 2, 'no'))
