# AttributeError raised inside a property falls through to __getattr__.
class A:
    @property
    def p(self):
        print('getter')
        return self.missing
    def __getattr__(self, name):
        print('getattr', name)
        if name == 'missing':
            raise AttributeError('no ' + name)
        return 'fallback ' + name

a = A()
print(a.p)
print(a.anything)
try:
    a.missing
except AttributeError as e:
    print('caught', e)
print(hasattr(a, 'missing'), hasattr(a, 'other'), getattr(a, 'missing', 'dflt'))

class B:
    @property
    def p(self): raise KeyError('inner')
try:
    hasattr(B(), 'p')
except KeyError as e:
    print('KeyError escapes hasattr', e)
try:
    getattr(B(), 'p', None)
except KeyError as e:
    print('and getattr', e)
