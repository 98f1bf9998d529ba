# What return gives: implicit None, tuples, from loops, starred.
def none(): pass
def bare(): return
def tup(): return 1, 2
def star(): return *[1, 2], 3
def one(): return 1,

def loop(n):
    for i in range(10):
        while True:
            if i == n:
                return i, 'found'
            break
    else:
        return 'else'

def cond(x):
    if x:
        return 'yes'

print(none(), bare(), tup(), star(), one(), loop(3), loop(99), cond(1), cond(0))

def unreachable():
    return 1
    print('never')

def nested():
    def inner():
        return 'inner'
    return inner() + '!'

print(unreachable(), nested())
(a, b), c = tup(), none()
print(a, b, c)
