"""What a law is, and shapes that many laws have."""
from generate import EFFECTS, RESUMING, THROWING
from tree import Node, change, find

LAWS = []


class Law:
    """Two programs made of one tree. They must end alike and note the same on the way."""

    traces = False  # whether tracebacks are compared, too, but for what stands in clauses

    def __init__(self, number, text, make, right, left=None):
        self.number = number
        self.text = text
        self.make = make  # Gen -> tree
        self.left = left or (lambda tree: tree)  # tree -> program
        self.right = right
        self.expected = None


def law(number, text, left=None, traces=False):
    """Above a function that gives (make, right)."""
    def register(function):
        make, right = function()
        LAWS.append(Law(number, text, make, right, left))
        LAWS[-1].traces = traces
        return function
    return register


def fact(number, text):
    """Above a function that gives (make, left): the program must give 'holds'."""
    def register(function):
        make, left = function()
        LAWS.append(Law(number, text, make, None, left))
        return function
    return register


def raw(text, **has):
    return Node("raw", text=text, **has)


def program(*nodes):
    return Node("program", nodes)


def restyle(tree, **styles):
    """Clauses of these styles get another one."""
    def change_one(node):
        if node.kind == "clause" and node.style in styles:
            node.has["style"] = styles[node.style]
        return node
    return change(tree, change_one)


def put(tree, kind, function):
    """Nodes of this kind become what function gives for them."""
    return change(tree, lambda node: function(node) if node.kind == kind else node)


PLACE = Node("place", fixed=True)


def around(gen, count=None, **has):
    """Handlers with a place inside, for what a law is about."""
    return Node("group", gen.ground(gen.nest([PLACE.copy()], count, **has)), fixed=True)


def placed(context, *nodes):
    return program(put(context, "place", lambda node: [inner.copy() for inner in nodes]))


def handler_of(gen, effect, styles, **has):
    """A handler with a clause of that effect and perhaps others."""
    others = [e for e in EFFECTS if e != effect and gen.chance(0.4)]
    made = gen.handler(others, styles, **has)
    made.blocks[0].insert(0, gen.clause(effect, styles, has.get("outward"), 0, fixed=True))
    return made


def inner_body(gen, **has):
    """A body with handlers of its own, perhaps."""
    return gen.nest(gen.body(3, 2), gen.rng.randint(0, 2), **has)


OPEN_STYLES = tuple(style for style in RESUMING if style != "lambda") + THROWING
__all__ = ["EFFECTS", "LAWS", "Law", "Node", "OPEN_STYLES", "PLACE", "around", "change", "fact",
           "find", "handler_of", "inner_body", "law", "placed", "program", "put", "raw", "restyle"]
