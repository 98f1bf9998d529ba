"""L1-L12: what handling, performing and resuming mean; L34-L37: forwarding."""
from generate import LEAVING, RESUMING, STYLES, THROWING
from law import (EFFECTS, Node, OPEN_STYLES, around, change, find, handler_of, inner_body,
                 law, placed, program, put, raw, restyle)

def define(name, nodes, parameters="v"):
    return Node("define", nodes, name=name, parameters=parameters, fixed=True)


def define_handler(name, handler):
    return Node("define_handler", [handler], name=name, fixed=True)


@law("L1", "handle(h, p) is on_return(p()) when p performs nothing of h",
     left=lambda t: placed(t.blocks[0][0], *t.blocks[1], raw("v = handle(H(), p, v)")))
def _():
    def make(gen):
        mine = [e for e in EFFECTS if gen.chance(0.5)] or ["ea"]
        body = gen.block(4, 3, [e for e in EFFECTS if e not in mine])
        handler = gen.handler(mine)
        for node in find(handler, "on_return"):
            node.has["drains"] = False
        return Node("law", [around(gen)], [define("p", body), define_handler("H", handler)])

    def right(tree):
        text = ("v = p(v)\nfinish = getattr(H(), 'on_return', None)\n"
                "if finish is not None:\n    v = finish(v)")
        return placed(tree.blocks[0][0], *tree.blocks[1], raw(text))
    return make, right


@law("L2", "an operation is its clause with the rest of the body as continuation",
     left=lambda t: placed(t.blocks[0][0], *t.blocks[1],
                           raw("v = handle(H(), body, lambda: ea(5))")))
def _():
    def make(gen):
        gen.calm = True
        handler = handler_of(gen, "ea", OPEN_STYLES + LEAVING, functions=0.3)
        return Node("law", [around(gen)], [define("body", gen.around_hole(), "get"),
                                           define_handler("H", handler)])

    def right(tree):
        return placed(tree.blocks[0][0], *tree.blocks[1], raw("v = by_clause(H(), H.ea, body, 5)"))
    return make, right


@law("L3", "a function clause is a control clause that sends its value at once", traces=True)
def _():
    def make(gen):
        made = gen.program(functions=0.6)
        for clause in find(made, "clause", style="function"):  # its value comes of all its work
            clause.blocks[1] = clause.blocks[0] + clause.blocks[1]
            clause.blocks[0] = []
            clause.has["style"] = "function_all"
        return made

    def right(tree):
        return restyle(tree, function_all="inner")
    return make, right


@law("L4", "a tail send has the value of any other")
def _():
    def right(tree):
        return restyle(tree, tail="plain")
    return lambda gen: gen.program(styles=("tail",) * 4 + STYLES), right


def alias(tree):
    """Effect ez stands for the ea that clauses of the inner handler perform."""
    def change_one(node):
        if node.kind == "perform" and node.get("outward"):
            node.has["effect"] = "ez"
        if node.kind == "clause" and node.get("answers"):
            other = node.copy()
            other.has["effect"] = "ez"
            return [node, other]
        return node
    return change(tree, change_one)


@law("L5", "an effect of a clause never reaches its own prompt, one of the body does")
def _():
    def make(gen):
        gen.calm = True  # cleanup of an aborted body is outside, too
        styles = RESUMING + THROWING + LEAVING
        outer = gen.handler(["eb"], styles)
        answers = gen.one_clause("ea", gen.rng.choice(styles), (), True)
        answers.has["answers"] = True
        outer.blocks[0].append(answers)
        inner = gen.handler(["ec"], styles)
        clause = gen.one_clause("ea", gen.rng.choice(styles + ("function",)), ("eb", "ed"), True)
        which = gen.rng.randrange(2) if clause.style in ("send", "catch", "box") else 0
        clause.blocks[which].append(gen.perform("ea", outward=True, fixed=True))
        inner.blocks[0].append(clause)
        body = gen.body(3, 2) + [gen.perform("ea"), gen.perform("ea")]
        return program(*gen.ground([gen.handle(outer, [gen.handle(inner, body, True)], True)]))
    return make, alias


@law("L6", "prompts that do not match are not seen",
     left=lambda tree: tree)
def _():
    def make(gen):
        made = gen.program()

        def wrap(node):
            if node.kind in ("handle", "call", "library", "perform") and gen.chance(0.3):
                for _ in range(gen.rng.randint(1, 4)):
                    node = Node("idle", [node])
            return node
        return change(made, wrap)

    def right(tree):
        return put(tree, "idle", lambda node: Node("not_idle", node.blocks[0]))
    return make, right


@law("L6", "the nearest matching prompt wins")
def _():
    def make(gen):
        gen.calm = True
        others = ("eb", "ec", "ed")
        styles = RESUMING + THROWING
        inner = gen.handler(["ea"], styles, others)
        inner.blocks[0] += gen.handler(["eb"], styles, others, 0).blocks[0]
        outer = gen.handler(["eb", "ec"], styles)
        outer.blocks[0].append(gen.one_clause("ea", gen.rng.choice(STYLES), None, True))
        outer.blocks[0][-1].has["shadowed"] = True
        inside = gen.handle(inner, gen.body(), True)
        return program(*gen.ground([gen.handle(outer, [inside], True)]))

    def right(tree):
        def never(node):
            if node.get("shadowed"):
                node.has["style"] = "raise"
                node.has["first"] = "note('shadowed')"
            return node
        return put(tree, "clause", never)
    return make, right


@law("L7", "independent handlers whose clauses are functions commute")
def _():
    def make(gen):
        handlers = [gen.handler(list(mine), (), (), 0, 1) for mine in (("ea", "eb"), ("ec", "ed"))]
        inner = gen.handle(handlers[1], gen.body(), True)
        return program(*gen.ground([gen.handle(handlers[0], [inner], True)]))

    def right(tree):
        made = tree.copy()
        outer = [node for node in find(made, "handle") if node.fixed][0]
        inner = outer.blocks[1][0]
        outer.blocks[0], inner.blocks[0] = inner.blocks[0], outer.blocks[0]
        return made
    return make, right


FIRST_LEFT = """h = H()
handle(D(), handle, h, body, lambda: ea(5))
v = handle(C(), h.kept.pop().send, 77)"""
FIRST_RIGHT = """h = H()
h.n = 1
v = handle(C(), handle, h, body, lambda: 77)"""


@law("L8", "what a continuation does not handle goes to where it is resumed",
     left=lambda t: placed(t.blocks[0][0], *t.blocks[1], raw(FIRST_LEFT)))
def _():
    def make(gen):
        gen.calm = True
        handler = handler_of(gen, "ea", OPEN_STYLES + LEAVING)
        handler.blocks[0][0] = Node("first", [handler.blocks[0][0].blocks[0][0]
                                              if handler.blocks[0][0].kind == "either"
                                              else handler.blocks[0][0]],
                                    ends="return 0", fixed=True)
        handler.blocks[0][0].blocks[0][0].fixed = True
        return Node("law", [around(gen)],
                    [define("body", gen.around_hole(), "get"), define_handler("H", handler),
                     define_handler("C", gen.handler(["eb", "ec"])),
                     define_handler("D", gen.handler(["eb", "ec"], on_return=0))])

    def right(tree):
        return placed(tree.blocks[0][0], *tree.blocks[1], raw(FIRST_RIGHT))
    return make, right


@law("L9", "suspend(f).send(None) is f(), and f does not run before",
     left=lambda t: placed(t.blocks[0][0], *t.blocks[1],
                           raw("k = suspend(f, v)\nnote('made', k.used)\nv = k.send(None)")))
def _():
    def make(gen):
        return Node("law", [around(gen)], [define("f", gen.body())])

    def right(tree):
        return placed(tree.blocks[0][0], *tree.blocks[1], raw("note('made', False)\nv = f(v)"))
    return make, right


# -- forwarding --

NOT_LEAVING = RESUMING + THROWING


@law("L34", "forward without a handler outside is UnhandledEffect where it was performed")
def _():
    def make(gen):
        body = gen.nest(gen.body() + [gen.perform("ea")], gen.rng.randint(0, 2))
        passes = raw("@ctl\ndef ea(self, k, v):\n    return k.forward(ea.op(v))", passes=True,
                     fixed=True)
        handler = gen.handler(["eb"], outward=("eb", "ec"))
        handler.blocks[0].append(passes)
        gen.effects = ("eb", "ec", "ed")
        outer = gen.nest([gen.handle(handler, body, True)], gen.rng.randint(0, 2),
                         outward=gen.effects)
        return program(*gen.ground(outer))

    def right(tree):
        return put(tree, "raw", lambda node: None if node.get("passes") else node)
    return make, right


@law("L35", "a chain of forwards is a direct operation")
def _():
    def make(gen):
        body = inner_body(gen)
        for _ in range(gen.rng.randint(1, 6)):
            body = [Node("passing", body, effect=gen.rng.choice(EFFECTS))]
        return program(*gen.ground(gen.nest(body, gen.rng.randint(1, 2))))

    def right(tree):
        return put(tree, "passing", lambda node: Node("not_idle", node.blocks[0]))
    return make, right


@law("L36", "a forward is an operation of the clause whose outcome k gets, if nobody aborts")
def _():
    def make(gen):
        body = gen.body() + [gen.perform("ea"), gen.perform("eb")]
        body = [gen.handle(gen.handler(["ea", "eb"], ("forward",), functions=0), body)]
        body = gen.nest(body, gen.rng.randint(0, 2), styles=NOT_LEAVING + ("forward",))
        answers = gen.handler(EFFECTS, NOT_LEAVING, (), 0.3, 0.4)
        return program(gen.handle(answers, body, True))

    def right(tree):
        return restyle(tree, forward="perform_then_send")
    return make, right


@law("L37", "after forward and send the inner handlers go on handling")
def _():
    def make(gen):
        body = [gen.perform("ea") for _ in range(3)] + gen.body(3, 2) + [gen.perform("ea")]
        first = gen.one_clause("ea", "forward", ("eb",))
        then = gen.one_clause("ea", gen.rng.choice(NOT_LEAVING + ("abandon",)), ("eb",))
        two = [first, then] if gen.chance(0.5) else [then, first]
        inner = Node("handler", [Node("either", two[:1], two[1:], effect="ea", fixed=True)],
                     fixed=True)
        body = gen.nest([gen.handle(inner, body, True)], gen.rng.randint(0, 1), styles=NOT_LEAVING)
        answers = gen.handler(EFFECTS, NOT_LEAVING, (), 0.3, 0.4)
        return program(gen.handle(answers, body, True))

    def right(tree):
        return restyle(tree, forward="perform_then_send")
    return make, right
