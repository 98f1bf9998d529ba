"""L38-L42 and H1-H5: what the handlers of perdure.handlers promise.

Statements that must mean the same (`two`) are put at random places of random programs, which run
under the handler.
"""
from generate import RESUMING, STYLES, THROWING
from law import Node, change, fact, law, program, put, raw
from laws_control import define

UNDER = """h = {made}
try:
    v = handle(h, p, v)
finally:
    note('left', {left})"""


def side(tree, which):
    """The program with one of the two texts at each place."""
    made = put(tree, "two", lambda node: raw(node.get(which)))
    return program(*made.blocks[0], raw(UNDER.format(made=tree.made, left=tree.left)))


def algebra(number, text, made, left, texts):
    """A law about statements. texts(Gen) gives the two texts; `made` is the handler, `left` what is
    seen of it afterwards."""
    @law(number, text, left=lambda tree: side(tree, "one"))
    def _():
        def make(gen):
            body = program(*gen.nest(gen.body(), gen.rng.randint(0, 3)))

            def insert(node):
                if node.kind in ("note", "perform", "set", "odd") and gen.chance(0.4):
                    one, other = texts(gen)
                    return [node, Node("two", one=one, other=other)]
                return node
            body = change(body, insert)
            one, other = texts(gen)
            body.blocks[0].append(Node("two", one=one, other=other, fixed=True))
            return Node("law", [define("p", gen.ground(body.blocks[0]))], made=made, left=left)

        def right(tree):
            return side(tree, "other")
        return make, right


def key(gen):
    return repr(gen.rng.choice("abc"))


def asks(gen):
    k, m = key(gen), key(gen)
    return gen.rng.choice([
        (f"v = mix(v, hs.ask({k}), hs.ask({k}))", f"x = hs.ask({k})\nv = mix(v, x, x)"),
        (f"v = mix(v, hs.local({{{k}: 7}}, hs.ask, {m}))",
         f"v = mix(v, {7 if k == m else f'hs.ask({m})'})"),
        (f"v = hs.local({{{k}: 7, 'a': 8}}, hs.local, {{{m}: v}}, lambda v: mix(v, hs.ask({k}),"
         f" hs.ask({m}), hs.ask('b')), v)",
         f"v = hs.local({{**{{{k}: 7, 'a': 8}}, **{{{m}: v}}}}, lambda v: mix(v, hs.ask({k}),"
         f" hs.ask({m}), hs.ask('b')), v)"),
        (f"v = hs.local({{{k}: 7}}, lambda v: mix(v, ea(hs.ask({m}))), v)",
         f"v = mix(v, ea({7 if k == m else f'hs.ask({m})'}))"),
    ])


algebra("L38", "asking twice is asking once; local overrides, the inner one more",
        "hs.Reader(a=3, b=5, c=v)", "sorted(h.values)", asks)


def states(gen):
    k = key(gen)
    m = gen.rng.choice([repr(other) for other in "abc" if repr(other) != k])
    return gen.rng.choice([
        (f"hs.put({k}, 1)\nhs.put({k}, v)", f"hs.put({k}, v)"),
        (f"hs.put({k}, v)\nv = mix(hs.get({k}))", f"hs.put({k}, v)\nv = mix(v)"),
        (f"hs.put({k}, hs.get({k}))", "pass"),
        (f"v = mix(v, hs.get({k}), hs.get({k}))", f"x = hs.get({k})\nv = mix(v, x, x)"),
        (f"hs.put({k}, 2)\nhs.put({m}, v)", f"hs.put({m}, v)\nhs.put({k}, 2)"),
        (f"hs.put({k}, 2)\nv = mix(v, hs.get({m}))",
         f"x = hs.get({m})\nhs.put({k}, 2)\nv = mix(v, x)"),
        (f"v = mix(v, hs.modify({k}, mix))",
         f"x = mix(hs.get({k}))\nhs.put({k}, x)\nv = mix(v, x)"),
    ])


algebra("L39", "put-put, put-get, get-put, get-get; other keys do not matter",
        "hs.State({'a': 1, 'b': 2}, c=v)", "sorted(h.values.items())", states)


def tells(gen):
    return gen.rng.choice([
        ("hs.tell(v)\nhs.tell(1, 2)", "hs.tell(v, 1, 2)"),
        ("hs.tell()", "pass"),
        ("hs.tell(1)\nhs.tell(v)\nhs.tell('x')", "hs.tell(*[1, v], 'x')"),
    ])


algebra("L40", "telling a, then b, is telling both", "hs.Writer()", "h.output", tells)


@fact("L40", "the order of what is told is kept")
def _():
    def make(gen):
        items = [gen.rng.randrange(100) for _ in range(gen.rng.randint(2, 6))]
        items.append(items[0] + 1)
        return Node("law", items=repr(items))

    def left(tree):
        return program(raw(f"""items = {tree.items}
there, back = hs.Writer(), hs.Writer()
handle(there, lambda: [hs.tell(item) for item in items])
handle(back, lambda: [hs.tell(item) for item in reversed(items)])
if there.output == items != back.output == items[::-1]:
    return 'holds'"""))
    return make, left


@law("L41", "what a clause puts is seen by the body it resumes, and stays when it raises",
     left=lambda tree: shared(tree, True))
def _():
    def make(gen):
        asks_more = gen.effects = ("eb", "ec")
        styles = RESUMING + THROWING + ("abandon", "function")
        clause = gen.one_clause("ea", gen.rng.choice(styles), asks_more, True)
        clause.has["puts"] = True
        handler = gen.handler(["eb"], STYLES)
        handler.blocks[0].append(clause)
        body = gen.body(3, 2, asks_more) + [gen.perform("ea", seen=True, fixed=True)]
        if gen.chance(0.5):
            body = [Node("except", body, [], exc="Exception", s=gen.site())]
        body = gen.nest(body, gen.rng.randint(0, 2))
        return Node("law", [define("p", gen.ground([gen.handle(handler, body, True)]))],
                    made="hs.State(a=1)", left="sorted(h.values.items())")

    def right(tree):
        return shared(tree, False)
    return make, right


def shared(tree, by_clause):
    """A clause puts its argument, or the body does that in its place."""
    def change_one(node):
        if node.get("puts") and by_clause:
            node.has["first"] = "hs.put('a', mix(v, hs.get('a')))"
        if node.get("seen"):
            before = [] if by_clause else [raw(
                f"x = {node.e}\nhs.put('a', mix(x, hs.get('a')))")]
            return [*before, node, raw("v = mix(v, hs.get('a'))")]
        return node
    return side(change(tree, change_one), "one")


@law("L42", "an observer changes nothing; what it raises comes before the operation",
     left=lambda tree: program(*tree.blocks[0], raw(OBSERVED.format(n=tree.n))))
def _():
    def make(gen):
        body = gen.nest(gen.body() + [gen.perform("ea")], gen.rng.randint(0, 2))
        return Node("law", [define("p", body)], n=gen.rng.choice([1, 2, 3, 99]))

    def right(tree):
        return program(*tree.blocks[0], raw(UNOBSERVED.format(n=tree.n)))
    return make, right


OBSERVED = """seen = []
def by(name, args, kwargs):
    seen.append(mix(*args, *kwargs.values()))
    if len(seen) == {n}:
        raise E3('observer')
v = handle(Answers(), handle, hs.Observe(ea, eb, by=by), p, v)
note(seen)"""
UNOBSERVED = """seen = []
@handler
class Seen(Kept):
    def ea(self, v):
        seen.append(mix(v))
        return throw(E3('observer')) if len(seen) == {n} else ea(v)
    def eb(self, v):
        seen.append(mix(v))
        return throw(E3('observer')) if len(seen) == {n} else eb(v)
v = handle(Answers(), handle, Seen(), p, v)
note(seen)"""


def plainly(number, text, texts, made="Answers()", left="h.n"):
    algebra(number, text, made, left, texts)


plainly("H1", "attempt(f) is f as data: a value, a raised exception, a failure", lambda gen:
        gen.rng.choice([
            ("v = mix(v, hs.attempt(mix, v).value)", "v = mix(v, mix(v))"),
            ("v = mix(v, str(hs.attempt(throw, E1(v)).error))", "v = mix(v, str(E1(v)))"),
            ("v = mix(v, str(hs.attempt(hs.fail, E2(v)).error))", "v = mix(v, str(E2(v)))"),
            ("v = mix(v, hs.attempt(hs.fail, E2(v)).map(mix).ok)", "v = mix(v, False)"),
            ("v = mix(v, hs.attempt(mix, v).map(mix).get())", "v = mix(v, mix(mix(v)))"),
            ("v = mix(v, hs.attempt(eb, v).get())", "v = mix(v, eb(v))"),
            ("try:\n    hs.attempt(hs.fail, E2(v)).get()\nexcept E2 as e:\n    note(str(e))",
             "note(str(v))"),
        ]))
NO = "lambda: hs.reject(1)"
plainly("H2", "first(...) takes the first that does not reject, and is associative", lambda gen:
        gen.rng.choice([
            ("v = mix(v, hs.first(lambda: eb(v)))", "v = mix(v, eb(v))"),
            (f"v = mix(v, hs.first({NO}, lambda: ec(v), {NO}))", "v = mix(v, ec(v))"),
            (f"x = v\nv = mix(v, hs.first(lambda: hs.first({NO}, {NO}), lambda: x))",
             f"x = v\nv = mix(v, hs.first({NO}, lambda: hs.first({NO}, lambda: x)))"),
            (f"try:\n    hs.first({NO}, {NO})\nexcept hs.Rejected as e:\n    note(e.args)",
             "note((1,))"),
        ]))


def cached(gen):
    k = gen.rng.randrange(3)
    return (f"v = mix(v, eb({k}))", f"v = mix(v, ({k} in answers or"
            f" answers.update({{{k}: eb({k})}}), answers[{k}])[1])")


@law("H3", "Cache asks once for each operation", left=lambda tree: program(
    *put(Node("group", tree.blocks[0]), "two", lambda n: raw(n.one)).blocks[0],
    raw("c = hs.Cache(eb)\nv = handle(Answers(), handle, c, p, v)\nnote(len(c.answers))")))
def _():
    def make(gen):
        body = []
        for _ in range(gen.rng.randint(2, 6)):
            one, other = cached(gen)
            body.append(Node("two", one=one, other=other))
            body += gen.block(1, 1, ("ea", "ec"))
        return Node("law", [define("p", body)])

    def right(tree):
        made = put(Node("group", tree.blocks[0]), "two", lambda node: raw(node.other))
        return program(raw("answers = {}"), *made.blocks[0],
                       raw("v = handle(Answers(), p, v)\nnote(len(answers))"))
    return make, right


@law("H4", "Retry performs again until it succeeds or gives up", left=lambda tree: program(raw(
    f"v = handle(Fails({tree.fails}), handle, hs.Retry(ea, attempts={tree.attempts}, delay=0, "
    f"on=E1), lambda: mix(ea(1), ea(2)))")))
def _():
    def make(gen):
        return Node("law", fails=gen.rng.randint(0, 4), attempts=gen.rng.randint(1, 4))

    def right(tree):
        text = """f = Fails({n})
def again(x):
    for i in range({m} - 1):
        try:
            return f.ea(x)
        except E1:
            pass
    return f.ea(x)
v = mix(again(1), again(2))"""
        return program(raw(text.format(n=tree.fails, m=tree.attempts)))
    return make, right


TIMED = "v = handle(Answers(), handle, hs.Timeout(ea, eb, seconds={n}), p, v)"


@law("H5", "Timeout lets nothing through after its deadline, and all before",
     left=lambda tree: program(*tree.blocks[0], raw(TIMED.format(n=tree.seconds))))
def _():
    def make(gen):
        return Node("law", [define("p", gen.body() + [gen.perform("ea")])],
                    seconds=gen.rng.choice([-1, 0, 1000000]))

    def right(tree):
        if tree.seconds > 0:
            return program(*tree.blocks[0], raw("v = handle(Answers(), p, v)"))
        late = """@handler
class Late(Kept):
    def ea(self, v):
        raise TimeoutError('late')
    def eb(self, v):
        raise TimeoutError('late')
v = handle(Answers(), handle, Late(), p, v)"""
        return program(*tree.blocks[0], raw(late))
    return make, right
