"""L43-L53: tasks. Their turns are compared with those of a small model (the prelude's Model)."""
from law import EFFECTS, Node, change, fact, law, program, put, raw
from laws_control import define

AT_ONCE = ("tail", "throw", "raise")  # handlers whose answers do not end a scope


@law("L43", "spawn(f).wait() is f()")
def _():
    def make(gen):
        gen.styles = AT_ONCE  # a clause that lets its continuation go ends a task alone
        body = gen.nest(gen.body(), styles=AT_ONCE, on_return=0)

        def mark(node):
            if node.kind == "call":
                node.kind = "task"
            elif node.kind in ("perform", "odd") and gen.chance(0.2):
                return Node("task", [node])
            return node
        made = change(program(*body), mark)
        answers = gen.handler(EFFECTS, AT_ONCE, (), 0, 0.5)
        return program(gen.handle(answers, made.blocks[0], True))

    def right(tree):
        return put(tree, "task", lambda node: Node("call", node.blocks[0]))
    return make, right


def waits(gen):
    """A function that gives way some times and gives its number."""
    return [gen.rng.randint(0, 4) for _ in range(gen.rng.randint(1, 6))]


@law("L44", "gather is the values in order, whoever ends first",
     left=lambda t: program(raw("v = gather(*[gives_way(i, n) for i, n in "
                                f"enumerate({t.waits})])")))
def _():
    def make(gen):
        return Node("law", waits=waits(gen))

    def right(tree):
        return program(raw(f"v = [gives_way(i, 0)() for i, n in enumerate({tree.waits})]"))
    return make, right


@law("L46", "turns are first come, first served, only at switch points; the woken come after who "
     "wakes; no turn left is a deadlock: L45, L46, L47, L50",
     left=lambda t: program(raw(f"v = act_all({script_of(t)})")))
def _():
    def make(gen):
        tasks = [Node("task_script", script(gen, 2), priority=gen.rng.choice(
            ["NORMAL", "NORMAL", "HIGH", "IDLE"])) for _ in range(gen.rng.randint(1, 5))]
        return Node("law", tasks)

    def right(tree):
        return program(raw(f"v = Model().act_all({script_of(tree)})"))
    return make, right


def script(gen, depth):
    made = []
    for _ in range(gen.rng.randint(1, 6)):
        what = gen.rng.choice(["yield"] * 4 + ["resolve"] * 2 + ["wait", "acquire", "release",
                                                                 "spawn", "pass"])
        if what == "spawn" and depth > 0:
            made.append(Node("act", script(gen, depth - 1), what="spawn"))
        elif what != "spawn":
            made.append(Node("act", what=what, which=gen.rng.randrange(2)))
    return made


def script_of(node):
    parts = []
    for inner in node.blocks[0]:
        if inner.kind == "task_script":
            parts.append(f"({inner.priority}, {script_of(inner)})")
        elif inner.what == "spawn":
            parts.append(f"('spawn', {script_of(inner)})")
        else:
            parts.append(f"({inner.what!r}, {inner.which})")
    return f"[{', '.join(parts)}]"


@law("L47", "a promise is settled once, before it is waited for or after",
     left=lambda t: program(raw(f"v = settle({t.first!r}, {t.then!r}, {t.early}, {t.late})")))
def _():
    def make(gen):
        return Node("law", first=gen.rng.choice(["resolve", "reject"]),
                    then=gen.rng.choice(["resolve", "reject"]), early=gen.rng.randint(0, 3),
                    late=gen.rng.randint(0, 3))

    def right(tree):
        answer = "('value', 1)" if tree.first == "resolve" else "('E1', 1)"
        return program(raw(f"v = [{answer}] * {tree.early + tree.late}, True"))
    return make, right


@fact("L48", "permits are never lost or made, whoever is cancelled when")
def _():
    def make(gen):
        users = [[gen.rng.randint(0, 3) for _ in range(gen.rng.randint(1, 4))]
                 for _ in range(gen.rng.randint(1, 6))]
        cancels = [(gen.rng.randint(0, 3), gen.rng.randrange(len(users)))
                   for _ in range(gen.rng.randint(0, 6))]
        return Node("law", permits=gen.rng.randint(1, 3), users=users, cancels=cancels)

    def left(tree):
        return program(raw(f"return permits({tree.permits}, {tree.users}, {tree.cancels})"))
    return make, left


@fact("L49", "cancelling twice is cancelling once; cleanup runs and performs; what has ended stays")
def _():
    def make(gen):
        return Node("law", times=gen.rng.randint(1, 4), before=gen.rng.randint(0, 3),
                    turns=gen.rng.randint(0, 4), deep=gen.rng.randint(0, 5))

    def left(tree):
        return program(raw(f"return cancels({tree.times}, {tree.before}, {tree.turns}, "
                           f"{tree.deep})"))
    return make, left


@law("L51", "a race is won once, by who ends first; the others are left",
     left=lambda t: program(raw(f"v = race(*[gives_way(i, n) for i, n in enumerate({t.waits})])\n"
                                "note(sorted(CAUGHT))")))
def _():
    def make(gen):
        return Node("law", waits=waits(gen))

    def right(tree):
        won = tree.waits.index(min(tree.waits))
        begun = sorted(range(len(tree.waits)))
        return program(raw(f"v = {won}\nnote({begun})"))
    return make, right


@law("L52", "a task sees the handlers of where it was spawned",
     left=lambda t: program(*t.blocks[0], raw(
         "t = handle(A(), lambda: handle(B(), spawn, p, v))\nv = handle(C(), t.wait)")))
def _():
    def make(gen):
        handlers = [gen.handler(effects, AT_ONCE, (), 0, 0.5)
                    for effects in (EFFECTS, ["ea"], EFFECTS)]
        return Node("law", [define("p", gen.body())] + [
            Node("define_handler", [handler], name=name, fixed=True)
            for name, handler in zip("ABC", handlers)])

    def right(tree):
        return program(*tree.blocks[0], raw("v = handle(A(), lambda: handle(B(), p, v))"))
    return make, right
