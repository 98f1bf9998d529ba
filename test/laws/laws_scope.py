"""L10-L12, L30, W1-W2: contexts, handlers that are named or exchanged, blocks under a handler."""
from generate import LEAVING, RESUMING, STYLES, THROWING
from law import PLACE, Node, around, change, handler_of, law, placed, program, put, raw
from laws_control import alias, define, define_handler


@law("L10", "under(context(), f) is f()")
def _():
    def make(gen):
        made = gen.program()

        def mark(node):
            if node.kind == "call":
                node.kind = "under"
            elif node.kind in ("perform", "odd") and gen.chance(0.2):
                return Node("under", [node])
            return node
        return change(made, mark)

    def right(tree):
        return put(tree, "under", lambda node: Node("call", node.blocks[0]))
    return make, right


IN_CONTEXT = """def outer(v):
    seen = context()
    return handle(B(), inner, v, {how})
v = handle(A(), outer, v)"""


@law("L10", "under an outer context the handlers between are not seen",
     left=lambda t: placed(t.blocks[0][0], *t.blocks[1],
                           raw(IN_CONTEXT.format(how="lambda v: under(seen, f, v)"))))
def _():
    def make(gen):
        styles = ("tail", "throw", "raise")
        answers = gen.one_clause("ea", gen.rng.choice(styles + ("function",)), ("ec",), True)
        answers.has["answers"] = True
        f = gen.block(3, 2, ()) + [gen.perform("ea", outward=True) for _ in range(2)]
        inner = [raw("v = mix(v, go(v))", fixed=True)]
        inner = gen.block(2, 1, ("ea", "ec", "ed")) + inner + gen.block(2, 1, ("ea", "ed"))
        outermost = gen.handle(gen.handler(gen.effects, styles, (), 0, 0.5), [PLACE.copy()], True)
        return Node("law", [Node("group", [outermost])], [
            define("f", f), define("inner", inner, "v, go"),
            define_handler("A", Node("handler", [answers], fixed=True)),
            define_handler("B", handler_of(gen, "ea", STYLES, outward=("ec", "ed")))])

    def right(tree):
        return alias(placed(tree.blocks[0][0], *tree.blocks[1],
                            raw(IN_CONTEXT.format(how="f"))))
    return make, right


REHANDLED = """@handler
class First(Kept):
    def on_return(self, v):
        note('not asked')
    @ctl
    def ea(self, k, v):
        note('first', v)
        return k.rehandle(H()).send(mix(v))
    @ctl
    def eb(self, k, v):
        note('not asked')
    @ctl
    def ec(self, k, v):
        note('not asked')
    @ctl
    def ed(self, k, v):
        note('not asked')
v = handle(First(), body, lambda: ea(5))"""


@law("L11", "after rehandle the other handler answers, and the first sees nothing",
     left=lambda t: placed(t.blocks[0][0], *t.blocks[1], raw(REHANDLED)))
def _():
    def make(gen):
        gen.calm = True
        return Node("law", [around(gen)], [
            define("body", gen.around_hole(), "get"),
            define_handler("H", handler_of(gen, gen.rng.choice(gen.effects), STYLES))])

    def right(tree):
        return placed(tree.blocks[0][0], *tree.blocks[1],
                      raw("note('first', 5)\nv = handle(H(), body, lambda: mix(5))"))
    return make, right


ESCAPED = """with handle(A()) as cap:
    v = mix(v, p(v, cap))
try:
    perform(ea.op(v), to=cap)
except HandlerEscaped:
    note('escaped')"""


@law("L12", "an operation to one handler passes nearer ones by",
     left=lambda t: placed(t.blocks[0][0], *to_cap(t).blocks[1], raw(ESCAPED)))
def _():
    def make(gen):
        gen.calm = True
        styles = RESUMING + THROWING + LEAVING + ("function",)
        answers = gen.one_clause("ea", gen.rng.choice(styles), ("ec",), True)
        answers.has["answers"] = True
        asks = [gen.perform("ea", outward=True, fixed=True) for _ in range(2)]
        body = gen.block(2, 2) + asks[:1] + gen.block(2, 1) + asks[1:]
        body = gen.nest(body, gen.rng.randint(1, 3), outward=("eb", "ec"))
        return Node("law", [around(gen)], [
            define_handler("A", Node("handler", [answers], fixed=True)),
            define("p", body, "v, cap")])

    def right(tree):
        made = alias(placed(tree.blocks[0][0], *tree.blocks[1], raw(ESCAPED)))
        return change(made, lambda node: raw(node.text.replace(
            "perform(ea.op(v), to=cap)", "raise HandlerEscaped"))
            if node.kind == "raw" else node)
    return make, right


def to_cap(tree):
    return change(tree, lambda node: raw(
        f"v = mix(v, perform(ea.op({node.e}), to=cap))\nnote({node.s}, v)")
        if node.get("outward") else node)


@law("W1", "a block under a handler is a function under it")
def _():
    def make(gen):
        body = [Node("block", [gen.handler()], gen.block(3, 2, None, ("cleanup",)), s=gen.site(),
                     fixed=True)]
        body += gen.block(2, 1)
        return program(*gen.ground(gen.nest(body, gen.rng.randint(0, 2))))

    def right(tree):
        def as_function(node):
            return Node("block_function", *node.blocks, **node.has) if node.fixed else node
        return put(tree, "block", as_function)
    return make, right


@law("W2", "return, break and continue leave a block under a handler as any other")
def _():
    def make(gen):
        made = gen.program()
        wrap_some(gen, made)
        return made

    def right(tree):
        return put(tree, "idle_block", lambda node: Node("plain_block", node.blocks[0]))
    return make, right


def wrap_some(gen, node):
    """Puts some statements into blocks under a handler of nothing, where no yield is."""
    for at, block in enumerate(node.blocks):
        for position, inner in enumerate(block):
            if inner.kind in ("generator", "coroutine"):
                continue
            wrap_some(gen, inner)
            if inner.kind in ("leave", "return", "if", "for", "except", "perform", "raise",
                              "finally") and gen.chance(0.4):
                node.blocks[at][position] = Node("idle_block", [inner])


SWALLOWED = """@handler
class Aborts(Kept):
    @ctl
    def ea(self, k, v):
        note('aborts', v)
        return v
    def eb(self, v):
        note('not asked')
    @ctl
    def ec(self, k, v):
        note('not asked')
v = handle(Aborts(), p, v)"""
AS_ERROR = """try:
    p(v)
except ContinuationExit:
    pass
v = 5"""


@law("L30", "a body that swallows its end and performs again gets RuntimeError there",
     left=lambda t: placed(t.blocks[0][0], *put(
         Node("group", t.blocks[1]), "late", lambda n: raw(
             f"v = mix(v, {n.effect}(v))")).blocks[0], raw(SWALLOWED)))
def _():
    def make(gen):
        body = [raw("v = mix(v, ea(5))", fixed=True, ends=True)]
        for _ in range(gen.rng.randint(0, 2)):
            body = quiet_wrap(gen, body)
        body = [Node("swallow", body, s=gen.site(), fixed=True), Node("note", s=gen.site()),
                Node("late", effect=gen.rng.choice(("ea", "eb", "ec")), fixed=True)]
        for _ in range(gen.rng.randint(0, 3)):
            body = quiet_wrap(gen, body)
        return Node("law", [around(gen)], [define("p", body)])

    def right(tree):
        def as_error(node):
            if node.kind == "late":
                return raw("raise RuntimeError")
            if node.get("ends"):
                return raw("note('aborts', 5)\nraise ContinuationExit")
            return node
        group = change(Node("group", tree.blocks[1]), as_error)
        return placed(tree.blocks[0][0], *group.blocks[0], raw(AS_ERROR))
    return make, right


def quiet_wrap(gen, block):
    """Cleanup and calls around a block that note, and do nothing else."""
    kind = gen.rng.choice(["finally", "with", "call", "for", "generator", "recursion", "suspend"])
    if kind == "finally":
        return [Node("finally", block, [], s=gen.site())]
    if kind == "with":
        return [Node("with", block, hides="()", s=gen.site())]
    if kind == "generator":
        return [Node("generator", block, how="for", s=gen.site())]
    return [Node(kind, block, n=1)]


REFUSES = """@handler(host.http)
class Refuses(Kept):
    {how}
v = handle(Refuses(), p, v)"""


@law("L23", "what the host raises arrives as what a handler raises",
     left=lambda t: program(*t.blocks[0], raw("v = p(v)")))
def _():
    def make(gen):
        made = gen.program()

        def ask_host(node):
            if node.kind in ("perform", "note", "set") and gen.chance(0.3):
                return [node, raw("v = mix(v, http.get('http://host.example/').status)")]
            return node
        how = gen.rng.choice([
            "def http(self, request):\n        raise PermissionError(*REFUSED)",
            "@ctl\n    def http(self, k, request):\n        raise PermissionError(*REFUSED)",
            "@ctl\n    def http(self, k, request):\n"
            "        return k.throw(PermissionError(*REFUSED))"])
        return Node("law", [define("p", change(made, ask_host).blocks[0])], how=how)

    def right(tree):
        return program(*tree.blocks[0], raw(REFUSES.format(how=tree.how)))
    return make, right
