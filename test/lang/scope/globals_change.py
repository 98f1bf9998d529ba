# Globals and builtins that are read at one place while the module's names come, go and move.
def read():
    return value


def length(x):
    return len(x)


def attempt(f, *args):
    try:
        return f(*args)
    except NameError as e:
        return str(e)


print(attempt(read))
value = 1
print(read(), attempt(read))
value = 2
print(read())
del value
print(attempt(read))
value = 3
print(read())

# Many names: the table moves, the value goes on changing.
for i in range(100):
    globals()[f'name{i}'] = i
    value = i
    assert read() == i
print(read())
for i in range(100):
    del globals()[f'name{i}']
    value = -i
    assert read() == -i, i
print(read())

# A global hides a builtin, and no longer does.
print(length('abc'))
len = lambda x: 'mine'
print(length('abc'))
del len
print(length('abc'))
globals()['len'] = lambda x: 'by item'
print(length('abc'))
globals().pop('len')
print(length('abc'))
globals().update(len=lambda x: 'by update')
print(length('abc'))
globals().setdefault('len', None)
print(length('abc'))
globals().__delitem__('len')
print(length('abc'))

# A name is deleted and another takes its place in the table.
first = 'first'


def read_first():
    return first


print(read_first())
del first
second = 'second'
print(attempt(read_first))
first = 'again'
print(read_first(), second)


# Functions of the same code that close over different cells read the same globals.
def make(n):
    def inner():
        return n + base
    return inner


base = 100
adders = [make(n) for n in range(5)]
print([f() for f in adders])
base = 200
print([f() for f in adders])
total = 0
for _ in range(50):
    base += 1
    total += adders[_ % 5]()
print(total)
