# perdure-only
# expect: [1] (1,) ('list', 1) {} ('dict',) [('dict',)] [{}] 7
# expect: 7 asked: [1] (1,) ('list', 1) {} ('dict',) [('dict',)] [{}]
# The handler Cache gave the answer to the tuple ("list", 1) where [1] was asked, and ("dict",) for {}.
from perdure import effect, handle
from perdure.handlers import Cache

asked = []


@effect
def same(value):
    asked.append(value)
    return value


def body():
    values = [1], (1,), ("list", 1), {}, ("dict",), [("dict",)], [{}]
    for _ in range(2):
        answers = [same(value) for value in values]
    print(*answers, len(answers))


cache = Cache(same)
handle(cache, body)
print(len(cache.answers), "asked:", *asked)
