# A recursive-descent parser and evaluator with error positions, and a printer of its trees.
# resume-every: 11
import math

OPERATORS = {"+": (1, "left"), "-": (1, "left"), "*": (2, "left"), "/": (2, "left"), "%": (2, "left"), "^": (4, "right")}


class ParseError(SyntaxError):
    def __init__(self, message, text, at):
        super().__init__(message)
        self.msg, self.source, self.at = message, text, at

    def show(self):
        return f"{self.msg}\n  {self.source}\n  {' ' * self.at}^"


class Token:
    __slots__ = "kind", "value", "at"

    def __init__(self, kind, value, at):
        self.kind, self.value, self.at = kind, value, at

    def __repr__(self):
        return f"<{self.kind} {self.value!r}@{self.at}>"


def tokens(text):
    at = 0
    while at < len(text):
        c = text[at]
        if c.isspace():
            at += 1
            continue
        start = at
        if c.isdigit() or c == ".":
            while at < len(text) and (text[at].isdigit() or text[at] == "."):
                at += 1
            word = text[start:at]
            try:
                value = float(word) if "." in word else int(word)
            except ValueError:
                raise ParseError(f"bad number {word!r}", text, start) from None
            yield Token("number", value, start)
        elif c.isidentifier():
            while at < len(text) and (text[at].isidentifier() or text[at].isdigit()):
                at += 1
            yield Token("name", text[start:at], start)
        elif c in OPERATORS or c in "(),=":
            at += 1
            yield Token("op", c, start)
        else:
            raise ParseError(f"unexpected {c!r}", text, at)
    yield Token("end", None, at)


class Node:
    def __init__(self, *parts):
        self.parts = parts

    def __repr__(self):
        return f"{type(self).__name__}({', '.join(map(repr, self.parts))})"

    def __eq__(self, other):
        return type(self) is type(other) and self.parts == other.parts


class Number(Node):
    def value(self, env):
        return self.parts[0]


class Name(Node):
    def value(self, env):
        try:
            return env[self.parts[0]]
        except KeyError as error:
            raise NameError(f"unknown name {error}") from None


class Binary(Node):
    actions = {"+": lambda a, b: a + b, "-": lambda a, b: a - b, "*": lambda a, b: a * b,
               "/": lambda a, b: a / b, "%": lambda a, b: a % b, "^": pow}

    def value(self, env):
        op, left, right = self.parts
        return self.actions[op](left.value(env), right.value(env))


class Negative(Node):
    def value(self, env):
        return -self.parts[0].value(env)


class Call(Node):
    def value(self, env):
        name, args = self.parts
        return env[name](*[arg.value(env) for arg in args])


class Assign(Node):
    def value(self, env):
        name, right = self.parts
        env[name] = result = right.value(env)
        return result


class Parser:
    def __init__(self, text):
        self.text = text
        self.stream = tokens(text)
        self.token = next(self.stream)

    def fail(self, message):
        raise ParseError(message, self.text, self.token.at)

    def take(self, kind=None, value=None):
        token = self.token
        if (kind and token.kind != kind) or (value and token.value != value):
            self.fail(f"expected {value or kind}, got {token.value!r}")
        self.token = next(self.stream, token)
        return token

    def parse(self):
        tree = self.expression(0)
        if isinstance(tree, Name) and self.token.value == "=":
            self.take()
            tree = Assign(tree.parts[0], self.expression(0))
        if self.token.kind != "end":
            self.fail("trailing input")
        return tree

    def expression(self, least):
        left = self.unary()
        while self.token.value in OPERATORS:
            level, side = OPERATORS[self.token.value]
            if level < least:
                break
            op = self.take().value
            left = Binary(op, left, self.expression(level + (side == "left")))
        return left

    def unary(self):
        if self.token.value == "-":
            self.take()
            return Negative(self.expression(3))
        return self.atom()

    def atom(self):
        token = self.take()
        if token.kind == "number":
            return Number(token.value)
        if token.kind == "name":
            if self.token.value != "(":
                return Name(token.value)
            self.take()
            args = []
            while self.token.value != ")":
                args.append(self.expression(0))
                if self.token.value != ",":
                    break
                self.take()
            self.take("op", ")")
            return Call(token.value, tuple(args))
        if token.value == "(":
            inner = self.expression(0)
            self.take("op", ")")
            return inner
        self.token = token
        self.fail("expected a value")


env = {"pi": math.pi, "sqrt": math.sqrt, "max": max, "abs": abs}
for text in ("1 + 2 * 3", "(1 + 2) * 3", "2 ^ 3 ^ 2", "-2 ^ 2", "10 - 4 - 3", "x = 4 * (2 + 1)", "x % 5 + 0.5",
             "sqrt(16) + max(1, x, 3)", "abs(-x)", "1 / 0", "y + 1", "1 +", "(1", "1 $ 2", "1.2.3", "f(", "1 2",
             "sqrt(0-1)", "nope(1)", "2 ^ 100", "", "é = 2", "é * 2", "max()"):
    try:
        tree = Parser(text).parse()
        print(f"{text:<26}{tree!r}")
        print(f"{'':<26}= {tree.value(env)}")
    except ParseError as error:
        print(error.show())
    except (ArithmeticError, LookupError, NameError, ValueError, TypeError) as error:
        print(f"{'':<26}! {type(error).__name__}: {error}")
print(list(tokens("a+1")))
print(Parser("1+2").parse() == Parser(" 1 + 2 ").parse(), Parser("1+2").parse() == Parser("2+1").parse())
