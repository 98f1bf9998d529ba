"""L13-L33: one use each, exceptions, cleanup."""
from generate import FORWARDING, LEAVING, RESUMING, STORING, STYLES, THROWING
from law import (EFFECTS, Node, OPEN_STYLES, around, change, fact, find, handler_of, law, placed,
                 program, put, raw, restyle)
from laws_control import alias, define, define_handler

USING = ("tail", "send", "catch", "guard", "throw", "throw_then", "close") + FORWARDING


def spending(tree, text="SPENT.append(k)", where=("clause",)):
    """Control clauses begin with that."""
    def change_one(node):
        if node.kind in where and node.style != "function":
            node.has["first"] = text.format(s=node.s)
        return node
    return change(tree, change_one)


@law("L13", "a second use raises ContinuationUsed and changes nothing, however it is reached")
def _():
    def make(gen):
        gen.probes = True
        return spending(gen.program(styles=USING))

    def right(tree):
        return put(tree, "probe", lambda node: Node("probe_as_told", s=node.s))
    return make, right


@law("L14", "also in the clause itself, after any use")
def _():
    def make(gen):
        styles = ("send", "catch", "close", "throw_then", "forward_then")
        made = gen.program(styles=styles)
        for clause in find(made, "clause"):
            if clause.style in styles:
                use = gen.rng.choice(("send(1)", "throw(E1(1))", "throw(E1)", "close()",
                                      f"forward({clause.effect}.op(1))"))
                clause.blocks[1].append(Node("second", s=gen.site(), use=use))
        return made

    def right(tree):
        return put(tree, "second", lambda node: raw(f"note({node.s}, 'used')"))
    return make, right


def name_places(tree):
    text = f"""@handler
class H(Kept):
    @ctl
    def ea(self, k, v):
        note_line = line_of(lambda: None)
        {'# ' * tree.blanks}
        try:
            {tree.first}
        except E1:
            pass
        try:
            {tree.second}
        except ContinuationUsed as e:
            first, second = str(e).split("; again: ")
            places = int(first.rpartition(" ")[2]), int(second.rpartition(" ")[2]), line_raised(e)
            if places == (note_line + 3, note_line + 7, note_line + 7):
                note('named')
            else:
                note(str(e), note_line, line_raised(e))
        return v
def catching(v):
    try:
        return ea(v)
    except E1:
        return v
def answers(v):
    return v
class Outer(Kept):
    def ea(self, v):
        return v
handle(handler(Outer)(), handle, H(), catching, 1)"""
    return placed(tree.blocks[0][0], raw(text))


@law("L15", "the exception of a second use names both places", left=name_places)
def _():
    def make(gen):
        uses = {"send": "k.send(v)", "throw": "k.throw(E1(1))", "close": "k.close()",
                "forward": "k.forward(ea.op(v))"}
        return Node("law", [around(gen, 1)], first=uses[gen.rng.choice(list(uses))],
                    second=uses[gen.rng.choice(list(uses))], blanks=gen.rng.randint(0, 30))

    def right(tree):
        return placed(tree.blocks[0][0], raw("note('named')"))
    return make, right


@law("L16", "a continuation cannot be copied, and trying to changes nothing")
def _():
    def make(gen):
        return spending(gen.program(), "try_to_copy({s}, k)")

    def right(tree):
        return spending(tree, "copy_as_told({s}, k)")
    return make, right


@law("L17", "looking at a continuation changes nothing")
def _():
    def make(gen):
        return spending(gen.program(), "inspect({s}, k)")

    def right(tree):
        return spending(tree, "inspect_as_told({s}, k)")
    return make, right


# -- exceptions --

@law("L18", "a clause that raises while it owns k throws into it")
def _():
    def make(gen):
        return gen.program(styles=("raise",) * 6 + STYLES)

    def right(tree):
        return restyle(tree, **{"raise": "throw"})
    return make, right


@law("L19", "exceptions of the body and of clauses go where data would: L19 and L21",
     left=lambda t: placed(t.blocks[0][0], *t.blocks[1], raw("v = handle(H(), p, v)")))
def _():
    def make(gen):
        gen.calm = True
        styles = ("send", "tail", "catch", "raise_after", "raise_after")
        return Node("law", [around(gen)],
                    [define("p", gen.body()),
                     define_handler("H", handler_of(gen, "ea", styles, on_return=0))])

    def right(tree):
        body, handler = tree.copy().blocks[1]
        for part in handler.blocks[0][0].blocks[0]:  # not of handlers that a clause uses
            for clause in part.blocks[0] + part.blocks[1] if part.kind == "either" else [part]:
                as_data(clause)
        return placed(tree.blocks[0][0], body, handler,
                      raw("v = unwrap(handle(H(), wrap, p, v))"))
    return make, right


def as_data(node):
    if node.style in ("send", "tail", "catch", "raise_after"):
        node.has["style"] += "_data"


KEPT_LEFT = """h = H()
try:
    handle(D(), handle, h, body, lambda: ea(5))
except E1 as e:
    note('outside', describe(e))
k = h.kept.pop()
v = k.send(77)
try:
    k.send(78)
except ContinuationUsed:
    note('used')"""
KEPT_RIGHT = """h = H()
h.n = 1
note('outside', ('E1', 5))
v = handle(h, body, lambda: 77)
note('used')"""


@law("L20", "a clause that gave k away raises outward, and k can be resumed once",
     left=lambda t: placed(t.blocks[0][0], *t.blocks[1], raw(KEPT_LEFT)))
def _():
    def make(gen):
        gen.calm = True
        styles = OPEN_STYLES + LEAVING
        clause = gen.one_clause("ea", gen.rng.choice(styles), None, True)
        handler = gen.handler([e for e in ("eb", "ec") if gen.chance(0.4)], styles)
        handler.blocks[0].insert(0, Node("first", [clause], ends="raise E1(v)", fixed=True))
        return Node("law", [around(gen)],
                    [define("body", gen.around_hole(), "get"), define_handler("H", handler),
                     define_handler("D", gen.handler(["ed"], on_return=0))])

    def right(tree):
        return placed(tree.blocks[0][0], *tree.blocks[1], raw(KEPT_RIGHT))
    return make, right


def raising_call(text):
    return put_marked("asks", lambda node: raw(f"v = mix(v, {text}({node.e}))"))


def put_marked(mark, function):
    return lambda tree: change(tree, lambda node: function(node) if node.get(mark) else node)


@law("L22", "what the outer clause raises during an inner clause's operation arrives in the inner",
     left=lambda t: placed(t.blocks[0][0], raw(f"def fails(v):\n    raise {t.exc}(v)"),
                           *t.blocks[1]))
def _():
    def make(gen):
        exc = gen.error()
        asks = gen.perform("eb", asks=True, fixed=True)
        before = [asks]
        if gen.chance(0.6):
            before = [Node("except", before, gen.clause_block(("ec",)), exc=gen.error(),
                           s=gen.site(), fixed=True)]
        if gen.chance(0.3):
            before = [Node("finally", before, gen.clause_block(("ec",)), s=gen.site(), fixed=True)]
        clause = gen.one_clause("ea", gen.rng.choice(STYLES + ("function",)), ("ec",), True)
        clause.blocks[0] += before
        inner = gen.handler(["ed"])
        inner.blocks[0].append(clause)
        how = gen.rng.choice(["@ctl\ndef eb(self, k, v):\n    raise {e}(v)",
                              "def eb(self, v):\n    raise {e}(v)",
                              "@ctl\ndef eb(self, k, v):\n    return k.throw({e}(v))",
                              "@ctl\ndef eb(self, k, v):\n    return k.send(raised({e}, v))"])
        outer = Node("handler", [raw(how.format(e=exc), fixed=True)], fixed=True)
        body = gen.body(3, 2, ("ea", "ec", "ed")) + [gen.perform("ea")]
        body = [gen.handle(outer, [gen.handle(inner, body, True)], True)]
        return Node("law", [around(gen)], body, exc=exc)

    def right(tree):
        return raising_call("fails")(placed(
            tree.blocks[0][0], raw(f"def fails(v):\n    raise {tree.exc}(v)"), *tree.blocks[1]))
    return make, right


@law("L24", "an operation without handler raises UnhandledEffect where it is performed")
def _():
    def make(gen):
        made = gen.program()

        def lose(node):
            if node.kind == "perform" and gen.chance(0.3):
                node.has["lost"] = True
                node.has["effect"] = "ez"
            return node
        return change(made, lose)

    def right(tree):
        return put_marked("lost", lambda node: raw("raise UnhandledEffect('no handler for ez')"))(
            tree)
    return make, right


THROWERS = {
    "throws": "return k.throw(made(v))",
    "raises": "raise made(v)",
    "passes": "return k.forward(ea.op(v))",
}


def under_thrower(tree):
    text = f"""@handler
class T(Kept):
    @ctl
    def ea(self, k, v):
        {"" if tree.how == "passes" else "note('thrown', v)"}
        {THROWERS[tree.how]}
@handler
class O(Kept):
    def ea(self, v):
        note('thrown', v)
        raise made(v)
def asks(v):
    return ea(v)
def thrower(v):
    return handle(O(), handle, T(), asks, v)"""
    group = put_marked("catches", lambda n: raw(n.text.replace("ea(", "thrower(")))(
        Node("group", tree.blocks[1]))
    return placed(tree.blocks[0][0], raw(text), *group.blocks[0])


@law("L25", "an exception that is thrown arrives as itself, with cause and context",
     left=under_thrower)
def _():
    def make(gen):
        styles = ("throws", "raises", "passes")
        how = gen.rng.choice(styles)
        body = [raw(f"try:\n    v = mix(v, ea({gen.site()}))\nexcept E1 as e:\n"
                    f"    recognise({gen.site()}, e)", fixed=True, catches=True)]
        body = gen.block(2, 1) + body + gen.block(2, 1)
        return Node("law", [around(gen)], body, how=how)

    def right(tree):
        return placed(tree.blocks[0][0],
                      raw("def thrower(v):\n    note('thrown', v)\n    raise made(v)"),
                      *put_marked("catches", lambda n: raw(n.text.replace("ea(", "thrower(")))(
                          Node("group", tree.blocks[1])).blocks[0])
    return make, right


# -- cleanup --

def watched(tree):
    """Try-finally statements note that they are entered and left."""
    def change_one(node):
        if node.kind != "finally":
            return node
        left = [raw(f"note('exit', {node.s})")] + node.blocks[1]
        return [raw(f"note('enter', {node.s})"), Node("bare_finally", node.blocks[0], left)]
    return change(tree, change_one)


BALANCED = """try:
    p(v)
except Exception as e:
    pass
return 'holds' if not unbalanced() else unbalanced()"""


@fact("L26", "what was entered is left exactly once")
def _():
    def make(gen):
        gen.cleanup = False
        return Node("law", [define("p", gen.program().blocks[0])])

    def left(tree):
        return watched(program(*tree.blocks[0], raw(BALANCED)))
    return make, left


@fact("L31", "leaving the scope of a handler leaves no continuation of it")
def _():
    def make(gen):
        styles = STORING * 3 + STYLES
        return spending(Node("law", [define("p", gen.program(styles=styles).blocks[0])]),
                        "SPENT.append(k)")

    def left(tree):
        text = BALANCED.replace("not unbalanced()", "all(k.used for k in SPENT)").replace(
            "unbalanced()", "[k.used for k in SPENT]")
        return program(*tree.blocks[0], raw(text))
    return make, left


def aborting(gen, depth):
    """Statements of cleanup around an operation that is aborted. Nothing raises before it."""
    block = [Node("note", s=gen.site())] if gen.chance(0.5) else []
    block.append(Node("abort", s=gen.site(), fixed=True))
    for _ in range(depth):
        kind = gen.rng.choice(["finally", "with", "call", "generator", "for", "recursion",
                               "BaseException", "under"])
        if kind == "finally":
            cleanup = [gen.perform("ea", outward=True)] if gen.chance(0.6) else []
            cleanup += gen.block(1, 1, ("eb", "ec"), ("cleanup",)) if gen.chance(0.5) else []
            block = [Node("finally", block, cleanup, s=gen.site())]
        elif kind == "BaseException":
            block = [Node("except", block, [gen.perform("ea", outward=True)], exc="BaseException",
                          s=gen.site())]
        elif kind == "with":
            block = [Node("with", block, hides="()", s=gen.site())]
        elif kind == "under":
            styles = RESUMING + THROWING  # an abort in cleanup takes the exit away: L30
            block = [gen.handle(gen.handler(["eb"], styles, ("ec",)), block, True)]
        elif kind == "generator":
            block = [Node("generator", block, how="list", s=gen.site())]
        else:
            block = [Node(kind, block, n=1)]
        if gen.chance(0.3):
            block.insert(0, Node("note", s=gen.site()))
    return block


ABORT_LEFT = "v = handle(H(), p, v)"
ABORT_RIGHT = """try:
    p(v)
except ContinuationExit:
    pass
v = CAUGHT.pop()"""


def abort_law(number, text, calm):
    @law(number, text, left=lambda t: placed(
        t.blocks[0][0], *change(Node("group", t.blocks[1]), really_aborts).blocks[0],
        raw(ABORT_LEFT)))
    def _():
        def make(gen):
            gen.calm = calm
            how = gen.rng.choice(["return mix(v, 3)", "k.close()\nreturn mix(v, 3)",
                                  "self.kept.append(k)\nreturn mix(v, 3)"])
            answers = gen.one_clause("ea", gen.rng.choice(RESUMING + ("function", "throw")), (),
                                     True)
            answers.has["answers"] = True
            outer = gen.handler(["eb", "ec"], RESUMING + THROWING, (), 0)
            outer.blocks[0].append(answers)
            # A handler that keeps or closes k does so before the answer; one that only ends, too.
            handler = Node("handler", [Node("aborts", how=how, fixed=True)], fixed=True)
            context = Node("group", [gen.handle(outer, [Node("place", fixed=True)], True)],
                           fixed=True)
            body = aborting(gen, gen.rng.randint(1, 4))
            return Node("law", [context], [define("p", body), define_handler("H", handler)])

        def right(tree):
            group = change(Node("group", tree.blocks[1][:1]), as_exit)
            return alias(placed(tree.blocks[0][0], *group.blocks[0], raw(ABORT_RIGHT)))
        return make, right


def really_aborts(node):
    if node.kind == "abort":
        return raw(f"v = mix(v, ea({node.s}))")
    if node.kind == "aborts":
        lines = "".join(f"\n    {line}" for line in node.how.splitlines())
        return raw(f"@ctl\ndef ea(self, k, v):\n    note('aborts', v){lines}")
    return node


def as_exit(node):
    if node.kind == "abort":
        return raw(f"note('aborts', {node.s})\nCAUGHT.append(mix({node.s}, 3))\n"
                   "raise ContinuationExit")
    return node


abort_law("L27", "an abort runs inner cleanup, then outer, then gives the answer; its effects go "
          "outside: L28", True)
abort_law("L29", "an exception of cleanup takes the place of the exit", False)


@law("L32", "collections and continuations that nobody has are not seen",
     left=lambda t: put(t, "churn", lambda n: raw("churn()")))
def _():
    def make(gen):
        made = gen.program()
        for clause in find(made, "clause"):
            if clause.style in ("abandon", "raise_after", "store") and gen.chance(0.6):
                clause.has["style"] = "drop"

        def stir(node):
            if node.kind in ("perform", "note") and gen.chance(0.3):
                return [node, Node("churn")]
            return node
        return change(made, stir)

    def right(tree):
        return put(tree, "churn", lambda node: None)
    return make, right
