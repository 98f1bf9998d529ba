# perdure-only
# expect: <Promise pending> False
# expect: settled <Promise resolved>
# expect: a [1]
# expect: b [1]
# expect: c [1]
# expect: late [1]
# expect: this promise was settled before
# expect: this promise was settled before
# expect: <Promise pending> False
# expect: settled <Promise rejected>
# expect: a ValueError('no')
# expect: b ValueError('no')
# expect: c ValueError('no')
# expect: late ValueError('no')
# expect: this promise was settled before
# expect: this promise was settled before
# expect: <Promise pending> False
# expect: settled <Promise rejected>
# expect: a KeyError()
# expect: b KeyError()
# expect: c KeyError()
# expect: late KeyError()
# expect: this promise was settled before
# expect: this promise was settled before
# expect: the promise was not settled in 0.001 seconds
# expect: a promise is rejected with an exception, not str
# expect: other value
# expect: value
# Promises are settled once; who waits is woken in order, after who settles them.
from perdure import Promise, spawn, yield_now


def waits(name):
    try:
        print(name, p.wait())
    except Exception as error:
        print(name, repr(error))


for settle in (lambda: p.resolve([1]), lambda: p.reject(ValueError("no")), lambda: p.reject(KeyError)):
    p = Promise()
    print(p, p.done())
    tasks = [spawn(waits, name) for name in "abc"]
    yield_now()
    settle()
    print("settled", p)
    for task in tasks:
        task.wait()
    waits("late")
    for again in (lambda: p.resolve(2), lambda: p.reject(TypeError("x"))):
        try:
            again()
        except RuntimeError as error:
            print(error)
try:
    Promise().wait(0.001)
except TimeoutError as error:
    print(error)
try:
    Promise().reject("text")
except TypeError as error:
    print(error)
p = Promise()
task = spawn(waits, "cancelled")
other = spawn(waits, "other")
yield_now()
task.cancel()
p.resolve("value")
other.wait()
print(p.wait())
