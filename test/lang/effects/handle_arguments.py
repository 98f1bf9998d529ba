# perdure-only
# expect: ((), {}, 6)
# expect: ((1, 2), {}, 6)
# expect: ((), {'key': 1}, 6)
# expect: ((1,), {'function': 2, 'handler': 3}, 6)
# expect: 8
# expect: [((), {}, 6)]
# expect: [((1, 2), {}, 6)]
# expect: [((), {'key': 1}, 6)]
# expect: [((1,), {'function': 2, 'handler': 3}, 6)]
# expect: 8
# expect: (True, 'ByDescriptor', ((), {}, 6))
# expect: (True, 'ByDescriptor', ((1, 2), {}, 6))
# expect: (True, 'ByDescriptor', ((), {'key': 1}, 6))
# expect: (True, 'ByDescriptor', ((1,), {'function': 2, 'handler': 3}, 6))
# expect: 8
# expect: ((), {}, 6) 5
# expect: handle() missing 1 required positional argument: 'handler'
# expect: handle() takes a function after the handler
# expect: 'NoneType' object is not callable
# expect: 'int' object is not callable
# expect: int is no handler: its class is not under @handler
# expect: type is no handler: its class is not under @handler
# expect: 'ellipsis' object is not callable
# handle() takes a handler, a function and what that is called with; without a function it is for
# `with`; what makes the answer is found on the handler's class.
from perdure import effect, handle, handler


@effect
def ask(question): ...


@handler
class Plain:
    def ask(self, question):
        return question * 2


@handler
class Answers(Plain):
    def on_return(self, value):
        return [value]


class Bound:
    def __get__(self, handler, cls):
        return lambda value: (type(handler) is cls, cls.__name__, value)


@handler
class ByDescriptor(Plain):
    on_return = Bound()


@handler
class Nothing:
    pass


def told(*args, **kwargs):
    return args, kwargs, ask(3)


for made in Plain(), Answers(), ByDescriptor():
    print(handle(made, told))
    print(handle(made, told, 1, 2))
    print(handle(made, told, key=1))
    print(handle(made, told, 1, function=2, handler=3))
    with handle(made) as prompt:
        print(ask(4))
instance = Plain()
instance.on_return = None  # not the class's
print(handle(instance, told), handle(Nothing(), lambda: 5))
for args, kwargs in (((), {}), ((Plain(),), {"key": 1}), ((Plain(), None), {}), ((Plain(), 1), {}),
                     ((1, told), {}), ((Plain, told), {}), ((Plain(), ...), {})):
    try:
        handle(*args, **kwargs)
    except TypeError as error:
        print(error)
