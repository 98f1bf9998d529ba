"""Trees to text: each kind of node has one method, `do_KIND`, that writes its lines.

Every function takes and gives one variable, v, so that statements can be removed and put elsewhere
without breaking what stays. Notes carry a site, so both sides of a law note the same.
"""

# Not statements: handlers, and what they consist of.
PARTS = ("handler", "clause", "either", "on_return", "first", "aborts")

LIBRARY = {
    "sorted": "sorted([3, mix(v), 2], key=lambda q: mix({f}(q)))",
    "effect as key": "max([3, 1, mix(v)], key=lambda q: mix({f}(q)))",
    "map": "list(map({f}, [v, 2]))",
    "filter": "list(filter(lambda q: mix({f}(q)) % 2, [1, 2, 3]))",
    "comprehension": "[{f}(q) for q in (1, v)]",
    "dict": "list({{q: {f}(q) for q in (1, 2)}}.values())",
    "generator": "sum(mix({f}(q)) for q in (v, 2))",
    "star": "mix(*[{f}(1), {f}(v)])",
    "text": "f'{{mix({f}(v))}}-{{mix({f}(1))}}'",
    "any": "any(mix({f}(q)) % 3 == 0 for q in range(3))",
    "join": "','.join(str(mix({f}(q))) for q in range(2))",
    "chain": "0 < mix({f}(v)) < mix({f}(2)) < 990",
    "keywords": "dict(a={f}(v), b=1)['a']",
    "starred call": "{f}(*[v])",
    "named": "{f}(v=v)",
    "default": "(lambda q, r=3: {f}(q + r))(mix(v))",
}

ODD = {
    "add": "{o} + 1",
    "truth": "1 if {o} else 2",
    "not": "not {o}",
    "length": "len({o})",
    "equal": "{o} == 1",
    "list equal": "[{o}] == [{o}]",
    "less": "{o} < 1",
    "sorted": "len(sorted([{o}, {o}]))",
    "item": "{o}[2]",
    "attribute": "{o}.some",
    "unpack": "(lambda a, b: mix(a, b))(*{o})",
    "call": "{o}(v)",
    "contains": "1 in {o}",
    "iterate": "[mix(q) for q in {o}]",
    "index": "[0, 1].count({o})",
    "and": "({o} and 1) == 1",
}


class Render:
    def __init__(self):
        self.lines = []
        self.clauses = []  # (first, end) of their lines; those inside others are left out
        self.indent = 0
        self.count = 0

    def line(self, text):
        self.lines.append("    " * self.indent + text)

    def name(self, letter):
        self.count += 1
        return f"{letter}{self.count}"

    def block(self, nodes, last=None):
        self.indent += 1
        for node in nodes:
            self.node(node)
        if last is not None:
            self.line(last)
        elif not nodes:
            self.line("pass")
        self.indent -= 1

    def node(self, node):
        first = len(self.lines)
        getattr(self, "do_" + node.kind)(node)
        if node.kind in ("clause", "either"):
            inside = [lines for lines in self.clauses if lines[0] < first]
            self.clauses = inside + [(first, len(self.lines))]

    def function(self, letter, parameters, nodes, last="return v"):
        name = self.name(letter)
        self.line(f"def {name}({parameters}):")
        self.block(nodes, last)
        return name

    # -- statements --

    def do_note(self, node):
        self.line(f"note({node.s}, v)")

    def do_set(self, node):
        self.line(f"v = {node.e}")

    def do_perform(self, node):
        self.line(f"v = mix(v, {node.effect}({node.e}))")
        self.line(f"note({node.s}, v)")

    def do_if(self, node):
        self.line(f"if mix(v, {node.s}) % 2:")
        self.block(node.blocks[0])
        if node.blocks[1]:
            self.line("else:")
            self.block(node.blocks[1])

    def do_for(self, node):
        self.line(f"for _ in range({node.n}):")
        self.block(node.blocks[0])

    def do_leave(self, node):
        self.line(f"if mix(v, {node.s}) % 3 == 0:")
        self.line(f"    {node.word}")

    def do_except(self, node):
        self.line("try:")
        self.block(node.blocks[0])
        self.line(f"except {node.exc} as e:")
        self.line(f"    note({node.s}, describe(e))")
        self.block(node.blocks[1], "raise" if node.exc == "BaseException" else None)

    def do_finally(self, node):
        self.line("try:")
        self.block(node.blocks[0])
        self.line("finally:")
        self.line(f"    note({node.s}, 'finally')")
        self.block(node.blocks[1])

    def do_with(self, node):
        self.line(f"with Guard({node.s}, {node.hides}):")
        self.block(node.blocks[0])

    def do_raise(self, node):
        self.line(f"if mix(v, {node.s}) % {node.n} == 0:")
        self.line(f"    raise {node.exc}({node.s})")

    def do_raise_always(self, node):
        self.line(f"raise {node.exc}({node.e})")

    def do_return(self, node):
        self.line(f"if mix(v, {node.s}) % 3 == 0:")
        self.line(f"    return {node.e}")

    def do_generator(self, node):
        name = self.function("g", "v", node.blocks[0], "yield v")
        if node.how == "from":
            outer = self.name("g")
            self.line(f"def {outer}(v):")
            self.line(f"    v = mix(v, (yield from {name}(v)))")
            self.line("    yield v")
            name = outer
        if node.how == "list":
            self.line(f"v = mix(v, list({name}(v)))")
        elif node.how == "send":
            self.line(f"g = {name}(v)")
            self.line("next(g)")
            self.line("try:")
            self.line("    for q in range(9):")
            self.line("        v = mix(v, g.send(q))")
            self.line("except StopIteration:")
            self.line(f"    note({node.s}, 'end')")
        else:
            self.line(f"for q in {name}(v):")
            self.line("    v = mix(v, q)")
        self.line(f"note({node.s}, v)")

    def do_yield(self, node):
        self.line(f"v = mix(v, (yield {node.e}))")

    def do_recursion(self, node):
        name = self.name("r")
        self.line(f"def {name}(v, n):")
        self.block(node.blocks[0], f"return {name}(mix(v, n), n - 1) if n > 0 else v")
        self.line(f"v = {name}(v, {node.n})")

    def do_call(self, node):
        name = self.function("f", "v", node.blocks[0])
        self.line(f"v = mix(v, {name}(v))")

    def do_library(self, node):
        self.line(f"v = mix(v, {LIBRARY[node.how].format(f=node.effect)})")
        self.line(f"note({node.s}, v)")

    def do_odd(self, node):
        made = f"Odd({node.effect}, mix(v))"
        self.line(f"v = mix(v, {ODD[node.how].format(o=made)})")
        self.line(f"note({node.s}, v)")

    def do_coroutine(self, node):
        """Driven by hand: what it awaits never waits, only its effects do."""
        name = self.name("c")
        self.line(f"async def {name}(v):")
        self.block(node.blocks[0], "return v")
        self.line(f"v = mix(v, drive({name}(v)))")

    def do_await(self, node):
        name = self.name("c")
        self.line(f"async def {name}(v):")
        self.block(node.blocks[0], "return v")
        self.line(f"v = mix(v, await {name}(v))")

    def do_async_for(self, node):
        name = self.name("a")
        self.line(f"async def {name}(v):")
        self.block(node.blocks[0], "yield v")
        self.line(f"async for q in {name}(v):")
        self.line("    v = mix(v, q)")
        self.block(node.blocks[1])
        self.line(f"note({node.s}, v)")

    def do_suspend(self, node):
        name = self.function("f", "v", node.blocks[0])
        self.line(f"v = mix(v, suspend({name}, v).send(None))")

    def do_handle(self, node):
        cls = self.handler_class(node.blocks[0])
        name = self.function("h", "v", node.blocks[1])
        self.line(f"v = mix(v, handle({cls}(), {name}, v))")
        self.line(f"note({node.s}, v)")

    def do_raw(self, node):
        for text in node.text.splitlines():
            self.line(text)

    def do_program(self, node):
        self.line("v = 1")
        self.indent -= 1
        self.block(node.blocks[0], "return v")
        self.indent += 1

    def do_define(self, node):
        self.line(f"def {node.name}({node.parameters}):")
        self.indent += 1
        if "v" not in node.parameters:
            self.line("v = 1")
        self.indent -= 1
        self.block(node.blocks[0], "return v")

    def do_define_handler(self, node):
        self.line(f"{node.name} = {self.handler_class(node.blocks[0])}")

    def do_group(self, node):
        for inner in node.blocks[0]:
            self.node(inner)

    def do_idle(self, node):
        """Under a handler of an effect that nobody performs."""
        self.line("@handler(idle)")
        self.line("class Idle(Kept):")
        self.line("    @ctl")
        self.line("    def idle(self, k, v):")
        self.line("        return 0")
        name = self.function("i", "v", node.blocks[0])
        self.line(f"v = handle(Idle(), {name}, v)")

    def do_swallow(self, node):
        self.line("try:")
        self.block(node.blocks[0])
        self.line("except ContinuationExit:")
        self.line(f"    note({node.s}, 'swallowed')")

    def do_task(self, node):
        name = self.function("f", "v", node.blocks[0])
        self.line(f"v = mix(v, spawn({name}, v).wait())")

    def do_under(self, node):
        name = self.function("f", "v", node.blocks[0])
        self.line(f"v = mix(v, under(context(), {name}, v))")

    def do_block(self, node):
        """A block under a handler, which is no function."""
        cls = self.handler_class(node.blocks[0])
        self.line(f"with handle({cls}()):")
        self.block(node.blocks[1])
        self.line(f"note({node.s}, v)")

    def do_block_function(self, node):
        cls = self.handler_class(node.blocks[0])
        name = self.name("b")
        self.line(f"def {name}():")
        self.line("    nonlocal v")
        self.block(node.blocks[1])
        self.line(f"handle({cls}(), {name})")
        self.line(f"note({node.s}, v)")

    def do_idle_block(self, node):
        self.line("@handler(idle)")
        self.line("class Idle(Kept):")
        self.line("    def idle(self, v):")
        self.line("        return 0")
        self.line("with handle(Idle()):")
        self.block(node.blocks[0])

    def do_plain_block(self, node):
        self.line("if True:")
        self.block(node.blocks[0])

    def do_passing(self, node):
        """Under a handler that passes the operation on."""
        name = self.name("P")
        self.line("@handler")
        self.line(f"class {name}(Kept):")
        self.line("    @ctl")
        self.line(f"    def {node.effect}(self, k, v):")
        self.line(f"        return k.forward({node.effect}.op(v))")
        inner = self.function("i", "v", node.blocks[0])
        self.line(f"v = handle({name}(), {inner}, v)")

    def do_not_idle(self, node):
        name = self.function("i", "v", node.blocks[0])
        self.line(f"v = {name}(v)")

    def do_probe(self, node):
        self.line(f"probe({node.s}, {node.route!r}, {node.use!r})")

    def do_probe_as_told(self, node):
        self.line(f"probe_as_told({node.s})")

    def do_second(self, node):
        self.line("try:")
        self.line(f"    k.{node.use}")
        self.line(f"    note({node.s}, 'went on again')")
        self.line("except ContinuationUsed:")
        self.line(f"    note({node.s}, 'used')")

    def do_bare_finally(self, node):
        self.line("try:")
        self.block(node.blocks[0])
        self.line("finally:")
        self.block(node.blocks[1])

    def do_first(self, node):
        """The first operation keeps its continuation and ends as `ends` says; later ones are the
        clause's."""
        (clause,) = node.blocks[0]
        self.clause_head(clause)
        self.indent += 1
        self.line("if not self.n:")
        self.line("    self.n = 1")
        self.line("    self.kept.append(k.detach())")
        self.line(f"    {node.ends}")
        self.clause_body(clause)
        self.indent -= 1

    # -- handlers --

    def handler_class(self, nodes):
        """The class of the handler that the block holds; without one a handler of nothing."""
        name = self.name("H")
        self.line("@handler")
        self.line(f"class {name}(Kept):")
        self.indent += 1
        parts = nodes[0].blocks[0] if nodes else []
        for part in parts:
            self.node(part)
        if not parts:
            self.line("pass")
        self.indent -= 1
        return name

    def do_on_return(self, node):
        self.line("def on_return(self, v):")
        self.line(f"    note({node.s}, 'returns', v)")
        if node.drains:
            self.line("    while self.kept:")
            self.line(f"        v = mix(v, self.kept.pop(0).send({node.s}))")
        self.block(node.blocks[0], f"return {node.e}")

    def do_clause(self, node):
        self.clause_head(node)
        self.indent += 1
        self.clause_body(node)
        self.indent -= 1

    def do_either(self, node):
        """A control clause that does one thing and another in turn."""
        self.line("@ctl")
        self.line(f"def {node.effect}(self, k, v):")
        self.indent += 1
        self.line("self.n += 1")
        for word, nodes in (("if self.n % 2:", node.blocks[0]), ("else:", node.blocks[1])):
            self.line(word)
            self.indent += 1
            if nodes:
                self.clause_body(nodes[0])
            else:
                self.line("return k.send(v)")
            self.indent -= 1
        self.indent -= 1

    def clause_head(self, node):
        if node.style in ("function", "function_all"):
            self.line(f"def {node.effect}(self, v):")
        else:
            self.line("@ctl")
            self.line(f"def {node.effect}(self, k, v):")

    def clause_body(self, node):
        self.line(f"note({node.s}, v)")
        for text in node.get("first", "").splitlines():
            self.line(text)
        for inner in node.blocks[0]:
            self.node(inner)
        getattr(self, "use_" + node.style)(node)

    def after(self, node):
        for inner in node.blocks[1]:
            self.node(inner)

    def use_function(self, node):
        self.line(f"return {node.e}")

    def use_function_all(self, node):
        self.after(node)
        self.line(f"return {node.e}")

    def use_tail(self, node):
        if node.s % 2:  # another way out: else the clause runs in place, without a continuation
            self.line("if v is ...:")
            self.line("    return v")
        self.line(f"return k.send({node.e})")

    def use_send(self, node):
        self.line(f"v = mix(v, k.send({node.e}))")
        self.after(node)
        self.line("return v")

    def use_plain(self, node):
        """What a tail send would be without being one."""
        self.line(f"v = k.send({node.e})")
        self.line("e = None")
        self.line("return v")

    def use_inner(self, node):
        """The value of a function that the clause calls."""
        self.line("def value(v):")
        self.block(node.blocks[1], f"return {node.e}")
        self.line("return k.send(value(v))")

    def use_catch(self, node):
        self.line("try:")
        self.line(f"    v = mix(v, k.send({node.e}))")
        self.line(f"except {node.exc} as e:")
        self.line(f"    note({node.s}, 'clause', describe(e))")
        self.block(node.blocks[1])
        self.line("return v")

    def use_guard(self, node):
        self.line("try:")
        self.line(f"    with Guard('clause {node.s}'):")
        self.line(f"        return k.send({node.e})")
        self.line("finally:")
        self.line(f"    note({node.s}, 'clause ends')")
        self.block(node.blocks[1])

    def use_throw(self, node):
        self.line(f"return k.throw({node.exc}({node.s}))")

    def use_throw_then(self, node):
        self.line(f"v = mix(v, k.throw({node.exc}({node.s})))")
        self.after(node)
        self.line("return v")

    def use_abandon(self, node):
        self.line(f"return {node.e}")

    def use_raise(self, node):
        self.line(f"raise {node.exc}({node.s})")

    def use_raise_after(self, node):
        self.line(f"v = mix(v, k.send({node.e}))")
        self.after(node)
        self.line(f"raise {node.exc}({node.s})")

    def use_close(self, node):
        self.line("k.close()")
        self.after(node)
        self.line("return v")

    def use_store(self, node):
        self.line("self.kept.append(k)")
        self.after(node)
        self.line(f"return {node.e}")

    def use_store_raise(self, node):
        self.line("self.kept.append(k)")
        self.line(f"raise {node.exc}({node.s})")

    def use_swap(self, node):
        """Goes on with the one that waits longest."""
        self.line("self.kept.append(k)")
        self.line("if len(self.kept) > 1:")
        self.line(f"    return self.kept.pop(0).send({node.e})")
        self.line(f"return {node.e}")

    def use_give(self, node):
        self.line(f"return pass_on(k, {node.e})")

    def use_box(self, node):
        self.line("box = {'k': [k]}")
        self.line(f"v = mix(v, box['k'][0].send({node.e}))")
        self.after(node)
        self.line("return v")

    def use_lambda(self, node):
        self.line(f"go = lambda: k.send({node.e})")
        self.after(node)
        self.line("return go()")

    def use_forward(self, node):
        self.line(f"return k.forward({node.effect}.op({node.e}))")

    def use_forward_then(self, node):
        self.line(f"v = mix(v, k.forward({node.effect}.op({node.e})))")
        self.after(node)
        self.line("return v")

    def use_perform_then_send(self, node):
        """What a forward is where nobody outside aborts."""
        self.line("try:")
        self.line(f"    v = {node.effect}({node.e})")
        self.line("except BaseException as e:")
        self.line("    return k.throw(e)")
        self.line("else:")
        self.line("    return k.send(v)")

    def use_drop(self, node):
        self.line("k.detach()")
        self.after(node)
        self.line(f"return {node.e}")

    # What the same clauses do when the answer of k is a pair of wrap().

    def as_data(self, node, catches=False, raises=False):
        self.line("try:")
        self.indent += 1
        if catches:
            self.line("try:")
            self.line(f"    v = mix(v, unwrap(k.send({node.e})))")
            self.line(f"except {node.exc} as e:")
            self.line(f"    note({node.s}, 'clause', describe(e))")
            self.block(node.blocks[1])
        else:
            self.line(f"v = mix(v, unwrap(k.send({node.e})))")
            self.after(node)
        if raises:
            self.line(f"raise {node.exc}({node.s})")
        self.indent -= 1
        self.line("except BaseException as error:")
        self.line("    return 'failed', error")
        self.line("return 'value', v")

    def use_tail_data(self, node):
        self.use_tail(node)

    def use_send_data(self, node):
        self.as_data(node)

    def use_catch_data(self, node):
        self.as_data(node, catches=True)

    def use_raise_after_data(self, node):
        self.as_data(node, raises=True)
