# perdure-only
# expect: ['out', 'out', 'in1', 'out', 'left', 'out', 'out', 'out', 'in3', 'out', 'left', 'out', 'out', 'out', 'in5', 'out', 'left', 'out']
# expect: ['a', 'b', 'a', 'asking a', 'asking a', 'c', 'asking a', 'a', 'a', 'a', 'a', 'a', 'a', 'a']
# expect: ['p', 'pulled p', 'pulled p', 'p', 'pulled p', 1, 'pulled p']
# expect: ['own', 'beyond', 'own', 'own', 'beyond', 'own', 'own', 'beyond', 'own']
# expect: ['n', 'asking n', 'asking asking n', 'asking asking asking n', 'asking asking asking n', 'asking asking n', 'asking n', 'n']
# expect: paused
# expect: paused
# expect: ['outer', 'second', 'third']
# expect: paused
# expect: paused
# expect: ['inner', 'inner', 'inner']
# expect: paused
# expect: paused 1
# expect: ['x', 'y', 'z']
# expect: ['first', 'first from here', 'first from here']
# expect: 400
# expect: cleanup o o
# expect: dropped o
# expect: cleanup i i
# expect: dropped i
# expect: ['d', 'd']
# The machine remembers which clause takes an effect: whatever changes that has to be seen.
from perdure import effect, handler, ctl, handle, perform, suspend


@effect
def who(): ...


@effect
def note(x): ...


@handler
class Named:
    def __init__(self, name):
        self.name = name

    def who(self):
        return self.name


@handler
class Asking:
    """Its clause performs the effect again, which goes outward."""

    def who(self):
        return 'asking ' + who()


@handler
class Skipped:
    def note(self, x):
        return x


def line(n):
    return [who() for _ in range(n)]


# Handlers that come and go around one site, also by exceptions.
def comings():
    out = []
    for i in range(6):
        out.append(who())
        if i % 2:
            out.append(handle(Named(f'in{i}'), who))
            with handle(Skipped()):
                out.append(who())
            try:
                with handle(Named('left')):
                    out.append(who())
                    raise KeyError
            except KeyError:
                out.append(who())
    return out


print(handle(Named('out'), comings))


# One generator, resumed under several handlers, in loops, by next(), inside clauses.
def speaker(n):
    for i in range(n):
        yield who()


def once(g):
    return next(g)


def resumed():
    g = speaker(12)
    out = [next(g), handle(Named('b'), once, g), next(g)]
    with handle(Asking()):
        out.append(next(g))
        out.append(who())
        out.append(handle(Named('c'), once, g))
        out.append(next(g))
    out.append(who())
    out.extend(g)
    return out


print(handle(Named('a'), resumed))


@handler
class Pulling:
    """Its clause resumes the generator: under the handlers outside of its own."""

    def __init__(self, g):
        self.g = g

    def who(self):
        return 'pulled ' + next(self.g)


def pulling():
    g = speaker(9)
    out = [next(g)]
    with handle(Pulling(g)):
        out.append(who())
        out.append(who())
    out.append(next(g))
    with handle(Pulling(g)):
        with handle(Skipped()):
            out.append(who())
            out.append(note(1))
            out.append(who())
    return out


print(handle(Named('p'), pulling))


@handler
class Both:
    """Nothing but turns lies between the generator's turns in the body and in a clause."""

    def __init__(self, g):
        self.g = g

    def who(self):
        return 'own'

    def note(self, x):
        return next(self.g)


def both():
    g = speaker(8)
    out = []
    with handle(Both(g)):
        for _ in range(3):
            out += [next(g), note(0), who()]
    return out


print(handle(Named('beyond'), both))


# Clauses that perform what they answer, several deep, before and after.
def nested(depth):
    if depth == 0:
        return [who(), who()]
    return [who()] + handle(Asking(), nested, depth - 1) + [who()]


print(handle(Named('n'), nested, 3))


# Continuations carry their prompts: resumed elsewhere, rehandled, begun anew.
@effect
def pause(): ...


@handler
class Keeper:
    def __init__(self):
        self.kept = []

    @ctl
    def pause(self, k):
        self.kept.append(k)
        k.detach()
        return 'paused'


def pausing():
    first = who()
    pause()
    second = who()
    pause()
    return [first, second, who()]


def inside():
    return handle(Named('inner'), pausing)


keeper = Keeper()
print(handle(Named('outer'), lambda: handle(keeper, pausing)))
print(handle(Named('second'), keeper.kept.pop().send, None))
print(handle(Named('third'), keeper.kept.pop().send, None))
print(handle(Named('outer'), lambda: handle(keeper, inside)))
print(handle(Named('second'), keeper.kept.pop().send, None))
print(handle(Named('third'), keeper.kept.pop().send, None))

k = suspend(pausing)
print(handle(Named('x'), lambda: handle(keeper, k.send, None)))
print(handle(Named('y'), keeper.kept.pop().send, None), len(keeper.kept))
print(handle(Named('z'), keeper.kept.pop().send, None))


@handler
class Shallow:
    def __init__(self, name):
        self.name = name

    @ctl
    def who(self, k):
        return k.rehandle(Named(self.name + ' from here')).send(self.name)


print(handle(Shallow('first'), line, 3))


# Several effects in turn.
@handler
class Mixed:
    def who(self):
        return 'w'

    def note(self, x):
        return x + 1


def mixed():
    total = 0
    for i in range(200):
        total = note(total)
        total += len(who())
    return total


print(handle(Mixed(), mixed))


# What closes: cleanup performs while its continuation ends.
def cleaning():
    try:
        who()
        pause()
    finally:
        print('cleanup', who(), who())


@handler
class Dropping:
    @ctl
    def pause(self, k):
        return 'dropped ' + who()


print(handle(Named('o'), lambda: handle(Dropping(), cleaning)))
print(handle(Named('o'), lambda: handle(Named('i'), lambda: handle(Dropping(), cleaning))))
print(handle(Dropping(), lambda: handle(Named('d'), lambda: [who(), who()])))
