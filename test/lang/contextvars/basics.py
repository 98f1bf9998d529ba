# Variables, tokens and contexts, and what is said of their misuse.
# resume-every: 37
import contextvars
from contextvars import Context, ContextVar, Token, copy_context


def plain(text):
    return " ".join(word.split("0x")[0] for word in str(text).split())


def attempt(function, *args, **keywords):
    try:
        print(plain(repr(function(*args, **keywords))))
    except Exception as error:
        print(type(error).__name__, plain(error))


print(contextvars.__all__, Context, ContextVar, Token)
x = ContextVar("x", default=3)
y = ContextVar("y")
print(x.get(), x.get(4), y.get(None), x.name, plain(x), plain(y))
attempt(y.get)
first = x.set(5)
second = x.set(6)
print(x.get(), x.get(7), first.old_value, second.old_value, first.var is x, plain(first))
x.reset(second)
print(x.get(), plain(second))
x.reset(first)
print(x.get(), Token.MISSING, first.old_value is Token.MISSING)
attempt(x.reset, first)
attempt(x.reset, 3)
attempt(x.reset, y.set(1))
attempt(ContextVar)
attempt(ContextVar, 3)
attempt(ContextVar, "a", 1)
attempt(Token)
attempt(Context, 1)
attempt(x.get, 1, 2)
for base in ContextVar, Token, Context:
    attempt(type, "X", (base,), {})

# A context is a mapping; a copy is on its own.
context = copy_context()
print(len(context), y in context, x in context, context[y], context.get(x), context.get(x, 9))
print([(v.name, value) for v, value in context.items()], [v.name for v in context], list(context.values()), [v.name for v in context.keys()])
attempt(context.__getitem__, x)
attempt(context.__getitem__, "x")
attempt(context.get, 3)
attempt(lambda: 3 in context)
x.set("outside")
print(x in context, context == copy_context(), context == context.copy(), context == 3, context != Context())


# run enters a context, and leaves it however the function ends.
def inside(*args, **keywords):
    token = x.set("inside")
    attempt(context.run, print)
    print(x.get(), y.get(), args, keywords, context[x])
    return token


token = context.run(inside, 1, a=2)
print(x.get(), context[x])
attempt(x.reset, token)
context.run(x.reset, token)
print(x in context)


def fails():
    y.set("kept")
    raise ValueError("inside")


attempt(context.run, fails)
print(context[y], y.get())
attempt(context.run)


def nested(depth, context):
    x.set(depth)
    if depth:
        context.copy().run(nested, depth - 1, copy_context())
    print(depth, x.get(), copy_context()[x])


Context().run(nested, 3, context)
print(x.get())


# What a generator sets stays set: it has no context of its own.
def generate():
    yield x.set("by the generator")
    yield x.get()


g = generate()
next(g)
print(x.get())
x.set("by the loop")
print(next(g))
many = [ContextVar(str(n)) for n in range(200)]
tokens = [v.set(n) for n, v in enumerate(many)]
print(sum(v.get() for v in many), len(copy_context()))
for v, token in zip(many, tokens):
    v.reset(token)
print(len(copy_context()), ContextVar[int] is not None)
