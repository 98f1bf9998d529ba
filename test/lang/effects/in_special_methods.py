# perdure-only
# Effects performed inside special methods that instructions and builtins ask: answered in place, by
# clauses that keep their continuation, and never.
# expect: 3 True text shown fmt:x [1, 2] 7
# expect: found True False changed 5 missing
# expect: [1, 'new', 'other']
# expect: ['len', 'contains', 'str', 'repr', 'format', 'iter', 'hash', 'hash', 'eq', 'hash', 'eq', 'hash', 'eq', 'hash', 'eq', 'hash', 'eq', 'hash', 'eq', 'hash', 'eq']
# expect: found ['hash', 'eq']
# expect: abandoned eq {Key(1): 'found'}
# expect: abandoned len abandoned contains
from perdure import ctl, effect, handle, handler


@effect
def ask(what): ...


class Asks:
    def __len__(self):
        return ask("len")

    def __contains__(self, item):
        return ask("contains")

    def __str__(self):
        return ask("str")

    def __repr__(self):
        return ask("repr")

    def __format__(self, spec):
        return ask("format") + ":" + spec

    def __iter__(self):
        return iter(ask("iter"))

    def __hash__(self):
        return ask("hash")


class Key:
    def __init__(self, n):
        self.n = n

    def __hash__(self):
        return ask("hash")

    def __eq__(self, other):
        return ask("eq") and self.n == other.n

    def __repr__(self):
        return f"Key({self.n})"


answers = {"len": 3, "contains": 1, "str": "text", "repr": "shown", "format": "fmt",
           "iter": [1, 2], "hash": 7, "eq": True}
log = []


@handler
class Plain:
    def ask(self, what):
        log.append(what)
        return answers[what]


def table(value="found"):
    with handle(Plain()):
        made = {Key(1): value}
    log.clear()
    return made


d = table()
a = Asks()
with handle(Plain()):
    print(len(a), 5 in a, str(a), repr(a), f"{a:x}", [x for x in a], hash(a))
    first = d[Key(1)], Key(1) in d, Key(2) in d
    d[Key(1)] = "changed"
    print(*first, d.setdefault(Key(1), 0), d.get(Key(1)) and 5, d.get(Key(3), "missing"))
    d[Key(4)] = "new"
    s = [1, d[Key(4)]]
print([*s, "other"])
print(log[:21])


@handler
class Keeps:
    @ctl
    def ask(self, k, what):
        log.append(what)
        answer = k.send(answers[what])
        return answer


d = table()
print(handle(Keeps(), lambda: d[Key(1)]), log)


@handler
class Abandons:
    @ctl
    def ask(self, k, what):
        return k.send(7) if what == "hash" else "abandoned " + what


def set_it():
    d[Key(1)] = "never"
    return "set"


print(handle(Abandons(), set_it), d)
print(handle(Abandons(), lambda: len(a)), handle(Abandons(), lambda: 1 in a))
