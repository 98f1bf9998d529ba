# perdure-only
# expect: ['main', 'a', 'a'] ['main', 'b', 'b'] main
# expect: ['main', 'handled'] later
# expect: in a context: inner ['inner', 'c', 'c'] later
# expect: ['later', 'later'] later
# A task of perdure.spawn has a copy of its spawner's context.
from contextvars import ContextVar, copy_context

from perdure import effect, gather, handle, handler, spawn, yield_now

var = ContextVar("var", default="none")


def child(name):
    seen = [var.get()]
    var.set(name)
    yield_now()
    seen.append(var.get())
    return seen + spawn(lambda: [var.get()]).wait()


@effect
def ask(): ...


@handler
class Reader:
    def ask(self):
        var.set("handled")


def asks():
    seen = [var.get()]
    ask()
    return seen + [var.get()]


var.set("main")
a, b = spawn(child, "a"), spawn(child, "b")
print(a.wait(), b.wait(), var.get())
task = handle(Reader(), lambda: spawn(asks))
var.set("later")
print(task.wait(), var.get())


def inner():
    var.set("inner")
    task = spawn(child, "c")
    var.set("not seen by the task")
    seen = task.wait()
    var.set("inner")
    return seen


context = copy_context()
seen = context.run(inner)
print("in a context:", context[var], seen, var.get())
print(gather(var.get, lambda: var.get()), var.get())
