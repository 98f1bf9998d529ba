# Messages with newlines, empty messages and custom classes with qualified names.
class Outer:
    class Failure(Exception):
        def __str__(self):
            return 'line one\nline two: ' + repr(self.args)
def f():
    try:
        raise KeyError()
    except KeyError:
        raise Outer.Failure(1, 'two')
f()
