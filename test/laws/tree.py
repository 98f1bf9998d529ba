"""Programs as trees: what the generator makes, the renderer prints and the shrinker cuts down.

A node has a kind, named facts (`has`) and blocks of further nodes. Trees know nothing of effects:
kinds get their meaning in render.py.
"""
import copy

# What stands in the place of an expression when a program is made simpler.
PLAIN_EXPRESSIONS = ("v", "1")


class Node:
    """One statement, handler, clause or whole program."""

    def __init__(self, kind, *blocks, fixed=False, **has):
        self.kind = kind
        self.blocks = [list(block) for block in blocks]
        self.fixed = fixed  # may not be removed: the law is about it
        self.has = has

    def __getattr__(self, name):
        try:
            return self.__dict__["has"][name]
        except KeyError:
            raise AttributeError(f"{self.kind} has no {name}") from None

    def get(self, name, default=None):
        return self.has.get(name, default)

    def copy(self):
        return copy.deepcopy(self)

    def __deepcopy__(self, memo):
        made = Node(self.kind, fixed=self.fixed, **dict(self.has))
        made.blocks = copy.deepcopy(self.blocks, memo)
        return made

    def size(self):
        return 1 + sum(node.size() for block in self.blocks for node in block)


def walk(node):
    """The node and everything in it, outer ones first."""
    yield node
    for block in node.blocks:
        for inner in block:
            yield from walk(inner)


def find(node, kind, **has):
    return [inner for inner in walk(node) if inner.kind == kind
            and all(inner.get(name) == value for name, value in has.items())]


def change(node, function):
    """A copy in which function(inner) gave each node its place: a node, None for none, or a list of
    nodes."""
    made = node.copy()
    _change_blocks(made, function)
    return made


def _change_blocks(node, function):
    for at, block in enumerate(node.blocks):
        changed = []
        for inner in block:
            _change_blocks(inner, function)
            put = function(inner)
            if isinstance(put, Node):
                changed.append(put)
            elif put:
                changed.extend(put)
        node.blocks[at] = changed


# -- smaller trees --------------------------------------------------------------------------------

def _places(node, path=()):
    """(path of a block, position) of each node that is in a block, outer ones first."""
    for at, block in enumerate(node.blocks):
        for position, inner in enumerate(block):
            here = path + ((at, position),)
            yield here
            yield from _places(inner, here)


def _block_of(root, path):
    node = root
    for at, position in path[:-1]:
        node = node.blocks[at][position]
    return node.blocks[path[-1][0]], path[-1][1]


def _removed(root, path):
    made = root.copy()
    block, position = _block_of(made, path)
    del block[position]
    return made


def _hoisted(root, path, which):
    """The node makes place for what one of its blocks holds."""
    made = root.copy()
    block, position = _block_of(made, path)
    block[position:position + 1] = block[position].blocks[which]
    return made


def _with(root, path, name, value):
    made = root.copy()
    block, position = _block_of(made, path)
    block[position].has[name] = value
    return made


def _is_needed(node, parts):
    """A part may be fixed for its owner's sake; a statement is for the law's."""
    return node.fixed and (node.kind not in parts or node.kind in ("clause", "aborts"))


def smaller(root, parts):
    """Trees that are a step simpler than root. `parts` are the kinds that are no statements: they
    can be removed, but not be put where a statement stands."""
    for path in _places(root):
        block, position = _block_of(root, path)
        node = block[position]
        if node.fixed:
            continue
        if not any(_is_needed(inner, parts) for inner in walk(node)):
            yield _removed(root, path)
        for which, block in enumerate(node.blocks):
            others = [n for at, other in enumerate(node.blocks) if at != which for n in other]
            if (block and node.kind not in parts and all(n.kind not in parts for n in block)
                    and not any(_is_needed(n, parts) for other in others for n in walk(other))):
                yield _hoisted(root, path, which)
    for path in _places(root):
        block, position = _block_of(root, path)
        for name, value in block[position].has.items():
            if name == "e" and value not in PLAIN_EXPRESSIONS:
                for plain in PLAIN_EXPRESSIONS:
                    yield _with(root, path, name, plain)
            elif name == "n" and value > 1:
                yield _with(root, path, name, 1)


def shrink(root, parts, fails, batch=60, rounds=200):
    """The smallest tree found for which fails(list of trees) still tells True at its place."""
    for _ in range(rounds):
        for found in _batches(smaller(root, parts), batch):
            failing = [tree for tree, bad in zip(found, fails(found)) if bad]
            if failing:
                root = min(failing, key=Node.size)
                break
        else:
            break
    return root


def _batches(trees, count):
    batch = []
    for tree in trees:
        batch.append(tree)
        if len(batch) == count:
            yield batch
            batch = []
    if batch:
        yield batch
