# Messages of unpacking and iteration errors.
def t(f):
    try: print(f())
    except Exception as e: print(type(e).__name__, e)
def u2(x): a, b = x; return a, b
def u1(x): a, = x; return a
def us(x): a, *b, c = x; return a, b, c
def un(x): a, (b, c) = x; return a, b, c
def ul(x): [a, b] = x; return a + b
for f in (u2, u1, us, un, ul):
    for x in ((), (1,), (1, 2), (1, 2, 3), (1, (2, 3)), 'ab', 5, None, {}, iter([1, 2, 3])):
        try: print(f.__name__, f(x))
        except (ValueError, TypeError) as e: print(f.__name__, type(e).__name__, e)
t(lambda: dict([1]))
t(lambda: dict([(1, 2, 3)]))
t(lambda: dict(['ab', 'c']))
t(lambda: dict(5))
t(lambda: {**5})
t(lambda: [*5])
t(lambda: (*None, 1))
