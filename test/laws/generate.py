"""Random programs that use effects, as trees. One seed, one program.

Programs end: loops are counted, recursion has a depth, and an effect of a clause goes outward.
"""
from render import LIBRARY, ODD
from tree import Node

EFFECTS = ("ea", "eb", "ec", "ed")
ERRORS = ("E1", "E2", "E3")

# What control clauses do with their continuation.
RESUMING = ("tail", "send", "catch", "guard", "give", "box", "lambda")
THROWING = ("throw", "throw_then", "raise", "raise_after")
LEAVING = ("abandon", "close")
STORING = ("store", "store_raise", "swap")
FORWARDING = ("forward", "forward_then")
ROUTES = ("itself", "list", "dict", "tuple", "closure", "attribute", "sorted", "generator")
USES = ("send", "throw", "throw class", "close", "forward", "bound")
STYLES = RESUMING + THROWING + LEAVING + STORING + FORWARDING


class Gen:
    """Makes trees. What laws may set:
    cleanup   bodies of generators may hold try-finally and with, which are never left when such a
              generator is dropped
    calm      cleanup neither performs nor raises, so ContinuationExit goes all the way
    probes    statements that try a used continuation once more
    styles    of clauses of handlers inside of bodies
    """

    def __init__(self, rng):
        self.rng = rng
        self.effects = EFFECTS
        self.cleanup = True
        self.calm = False
        self.probes = False
        self.styles = STYLES
        self.sites = 0

    def site(self):
        self.sites += 1
        return self.sites

    def chance(self, share):
        return self.rng.random() < share

    def error(self):
        return self.rng.choice(ERRORS)

    def expression(self):
        c = self.rng.randrange(2, 90)
        return self.rng.choice(["v", "v", f"{c}", f"mix(v, {c})", f"(v, {c})", f"mix(v) + {c}"])

    # -- blocks --

    def block(self, size, depth, effects=None, place=()):
        """About `size` statements. `place`: what surrounds it: loop, generator, cleanup."""
        effects = self.effects if effects is None else effects
        return [self.statement(depth, effects, place)
                for _ in range(self.rng.randint(1, max(1, size)))]

    def statement(self, depth, effects, place):
        simple = ["note", "set"] + ["perform"] * (5 if effects else 0) + ["raise"]
        if effects:
            simple += ["library", "odd"]
        if "generator" in place:
            simple += ["yield"] * 3
        elif "cleanup" not in place:
            simple.append("return")
        if "loop" in place and "cleanup" not in place:
            simple.append("leave")
        compound = ["if", "for", "call", "except", "except"]
        if "async" in place:
            compound += ["await", "async_for"] * 2
        if "generator" not in place or self.cleanup:
            compound += ["finally", "with"]
        if "generator" not in place:
            compound += ["generator", "recursion", "suspend", "handle", "coroutine"]
        if self.probes:
            simple += ["probe"] * 3
        kind = self.rng.choice(compound if depth > 0 and self.chance(0.4) else simple)
        return getattr(self, "make_" + kind)(depth, effects, place)

    def inner(self, depth, effects, place, size=2):
        return self.block(size, depth - 1, effects, place)

    def make_note(self, depth, effects, place):
        return Node("note", s=self.site())

    def make_set(self, depth, effects, place):
        return Node("set", e=self.expression())

    def make_perform(self, depth, effects, place):
        return self.perform(self.rng.choice(effects))

    def perform(self, effect, **has):
        return Node("perform", effect=effect, e=self.expression(), s=self.site(), **has)

    def make_raise(self, depth, effects, place):
        return Node("raise", exc=self.error(), s=self.site(), n=self.rng.randint(2, 5))

    def make_library(self, depth, effects, place):
        return Node("library", how=self.rng.choice(list(LIBRARY)), effect=self.rng.choice(effects),
                    s=self.site())

    def make_odd(self, depth, effects, place):
        return Node("odd", how=self.rng.choice(list(ODD)), effect=self.rng.choice(effects),
                    s=self.site())

    def make_yield(self, depth, effects, place):
        return Node("yield", e=self.expression())

    def make_return(self, depth, effects, place):
        return Node("return", e=self.expression(), s=self.site())

    def make_leave(self, depth, effects, place):
        return Node("leave", word=self.rng.choice(["break", "continue"]), s=self.site())

    def make_if(self, depth, effects, place):
        other = self.inner(depth, effects, place) if self.chance(0.5) else []
        return Node("if", self.inner(depth, effects, place), other, s=self.site())

    def make_for(self, depth, effects, place):
        return Node("for", self.inner(depth, effects, (*place, "loop")),
                    n=self.rng.randint(1, 3))

    def make_call(self, depth, effects, place):
        return Node("call", self.inner(depth, effects, ()))

    def make_except(self, depth, effects, place):
        exc = self.rng.choice(ERRORS + ("Exception", "(E1, E2)", "BaseException"))
        inside = (*place, "cleanup") if exc == "BaseException" else place
        caught = self.block(1, 0, effects, inside)
        if self.calm and exc == "BaseException":
            caught = []
        return Node("except", self.inner(depth, effects, place), caught, exc=exc, s=self.site())

    def make_finally(self, depth, effects, place):
        left = self.cleaning(effects, place)
        return Node("finally", self.inner(depth, effects, place), left, s=self.site())

    def cleaning(self, effects, place):
        if self.calm or self.chance(0.4):
            return []
        return self.block(1, 0, effects, (*place, "cleanup"))

    def make_probe(self, depth, effects, place):
        return Node("probe", s=self.site(), route=self.rng.choice(ROUTES),
                    use=self.rng.choice(USES))

    def make_with(self, depth, effects, place):
        hides = "E1" if self.chance(0.2) else "()"
        return Node("with", self.inner(depth, effects, place), hides=hides, s=self.site())

    def make_generator(self, depth, effects, place):
        return Node("generator", self.inner(depth, effects, ("generator",), 3),
                    how=self.rng.choice(["for", "list", "from", "send"]), s=self.site())

    def make_recursion(self, depth, effects, place):
        return Node("recursion", self.inner(depth, effects, ()), n=self.rng.randint(1, 4))

    def make_coroutine(self, depth, effects, place):
        return Node("coroutine", self.inner(depth, effects, ("async",), 3))

    def make_await(self, depth, effects, place):
        return Node("await", self.inner(depth, effects, ("async",)))

    def make_async_for(self, depth, effects, place):
        made = self.inner(depth, effects, ("generator", "async"), 3)
        return Node("async_for", made, self.inner(depth, effects, (*place, "loop"), 1),
                    s=self.site())

    def make_suspend(self, depth, effects, place):
        return Node("suspend", self.inner(depth, effects, ()))

    def make_handle(self, depth, effects, place):
        if effects == self.effects:
            handler = self.handler(None, self.styles)
        else:
            styles = [style for style in self.styles if style not in FORWARDING]
            handler = self.handler(None, styles, effects)
        if self.chance(0.4):  # with handle(...): the block may be left as any other
            inside = tuple(word for word in place if word != "async")  # nothing may await in it
            return Node("block", [handler], self.inner(depth, effects, inside), s=self.site())
        return self.handle(handler, self.inner(depth, effects, ()))

    def handle(self, handler, body, fixed=False):
        return Node("handle", [handler], body, s=self.site(), fixed=fixed)

    # -- handlers --

    def handler(self, effects=None, styles=STYLES, outward=None, on_return=0.4, functions=0.3):
        """With clauses for some of the effects, unless all are named."""
        if effects is None:
            effects = [e for e in EFFECTS if e in self.effects and self.chance(0.5)]
            effects = effects or [self.rng.choice(self.effects)]
        parts = [self.clause(e, styles, outward, functions) for e in effects]
        if self.chance(on_return):
            parts.append(self.on_return(outward))
        return Node("handler", parts, fixed=True)

    def on_return(self, outward=None, drains=None):
        drains = self.chance(0.5) if drains is None else drains
        return Node("on_return", self.block(1, 0, outward, ("cleanup",)), e=self.expression(),
                    s=self.site(), drains=drains)

    def clause(self, effect, styles=STYLES, outward=None, functions=0.3, fixed=False):
        if functions and self.chance(functions):
            return self.one_clause(effect, "function", outward, fixed)
        if self.chance(0.35):
            # An inner function that uses k makes it given away in all of the clause.
            styles = [style for style in styles if style != "lambda"] or ["tail"]
            two = [self.one_clause(effect, self.rng.choice(styles), outward) for _ in range(2)]
            return Node("either", two[:1], two[1:], effect=effect, fixed=fixed)
        return self.one_clause(effect, self.rng.choice(styles), outward, fixed)

    def one_clause(self, effect, style, outward=None, fixed=False):
        before = self.clause_block(outward) if self.chance(0.6) else []
        after = self.clause_block(outward) if self.chance(0.6) else []
        if self.calm and style == "guard":
            after = []
        return Node("clause", before, after, effect=effect, style=style, e=self.expression(),
                    exc=self.error(), s=self.site(), fixed=fixed)

    def clause_block(self, outward):
        return self.block(2, 1 if self.chance(0.4) else 0, outward, ("cleanup",))

    # -- whole programs --

    def body(self, size=4, depth=3, effects=None):
        return self.block(size, depth, effects)

    def ground(self, body):
        """Under a handler that answers everything, most of the time."""
        if self.chance(0.75):
            answers = self.handler(self.effects, ("tail", "send", "throw", "raise"), (), 0.3, 0.5)
            return [self.handle(answers, body)]
        return body

    def nest(self, body, count=None, **has):
        """Under one to four handlers, with a statement beside some of them."""
        for _ in range(self.rng.randint(1, 4) if count is None else count):
            body = [self.handle(self.handler(**has), body)]
            if self.chance(0.2):
                body.append(self.statement(0, self.effects, ()))
        return body

    def program(self, **has):
        return Node("program", self.ground(self.nest(self.body(), **has)))

    def around_hole(self, size=3, depth=2):
        """A block that begins with a hole, perhaps inside of try statements: nothing is to be seen
        before it is filled."""
        block = [Node("raw", text=f"v = mix(v, get())\nnote({self.site()}, v)", fixed=True)]
        block += self.block(size, depth)
        for _ in range(self.rng.randint(0, 2)):
            if self.chance(0.5):
                exc = self.rng.choice(ERRORS + ("Exception", "BaseException"))
                inside = ("cleanup",) if exc == "BaseException" else ()
                caught = self.block(1, 0, None, inside) if exc != "BaseException" else []
                block = [Node("except", block, caught, exc=exc, s=self.site(), fixed=True)]
            else:
                block = [Node("finally", block, self.cleaning(None, ()), s=self.site(),
                              fixed=True)]
            block += self.block(1, 1)
        return block
