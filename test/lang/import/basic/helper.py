"""The helper module."""
print('helper runs', __name__)
VALUE = 42
counter = 0
_private = 'hidden'
def greet(n): return 'hello ' + n
def bump():
    global counter
    counter += 1
def get_value(): return VALUE
