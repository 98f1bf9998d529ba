# A template language: variables with filters, loops, conditions, includes, escaping, error lines.
# resume-every: 11
class TemplateError(Exception):
    def __init__(self, line, message):
        super().__init__(f"line {line}: {message}")
        self.line = line


def escape(text):
    return str(text).translate({ord("<"): "&lt;", ord(">"): "&gt;", ord("&"): "&amp;", ord('"'): "&quot;"})


FILTERS = {"upper": str.upper, "lower": str.lower, "title": str.title, "len": len,
           "join": lambda items, sep=", ": sep.join(map(str, items)), "default": lambda v, d="": v or d,
           "money": lambda v: f"{v:,.2f}", "first": lambda v: v[0], "sort": sorted, "pad": lambda v, n: str(v).rjust(int(n))}


def lookup(path, scopes):
    head, *rest = path.split(".")
    for scope in reversed(scopes):
        if head in scope:
            value = scope[head]
            break
    else:
        raise KeyError(head)
    for name in rest:
        try:
            value = value[int(name)] if name.isdigit() else value[name]
        except (TypeError, KeyError):
            value = getattr(value, name)
            if callable(value):
                value = value()
    return value


def evaluate(text, scopes, line):
    path, *filters = [part.strip() for part in text.split("|")]
    try:
        if path[:1] in "'\"":
            value = path[1:-1]
        elif path.lstrip("-").isdigit():
            value = int(path)
        else:
            value = lookup(path, scopes)
        for spec in filters:
            name, _, rest = spec.partition(":")
            args = [evaluate(a, scopes, line) for a in rest.split(",")] if rest else []
            value = FILTERS[name](value, *args)
    except KeyError as error:
        raise TemplateError(line, f"unknown {error}") from error
    except AttributeError as error:
        raise TemplateError(line, str(error)) from error
    return value


def split(source):
    line = 1
    while source:
        start = min((i for i in (source.find("{{"), source.find("{%")) if i >= 0), default=-1)
        if start < 0:
            yield "text", source, line
            return
        if start:
            yield "text", source[:start], line
            line += source.count("\n", 0, start)
        close = "}}" if source[start + 1] == "{" else "%}"
        end = source.find(close, start)
        if end < 0:
            raise TemplateError(line, f"missing {close}")
        yield ("value" if close == "}}" else "tag"), source[start + 2:end].strip(), line
        line += source.count("\n", start, end)
        source = source[end + 2:]


def parse(parts, until=()):
    nodes, line = [], 1
    for kind, text, line in parts:
        if kind != "tag":
            nodes.append((kind, text, line))
            continue
        word, _, rest = text.partition(" ")
        if word in until:
            return nodes, word
        if word == "for":
            target, _, source = rest.partition(" in ")
            body, stop = parse(parts, ("end", "else"))
            other = parse(parts, ("end",))[0] if stop == "else" else []
            nodes.append(("for", (target.split(","), source, body, other), line))
        elif word == "if":
            body, stop = parse(parts, ("end", "else"))
            other = parse(parts, ("end",))[0] if stop == "else" else []
            nodes.append(("if", (rest, body, other), line))
        elif word == "include":
            nodes.append(("include", rest.strip("'\""), line))
        else:
            raise TemplateError(line, f"unknown tag {word!r}")
    if until:
        raise TemplateError(line, f"missing {' or '.join(until)}")
    return nodes, None


class Template:
    library = {}

    def __init__(self, source, name="main"):
        self.nodes, _ = parse(split(source))
        Template.library[name] = self

    def render(self, **context):
        return "".join(self._render(self.nodes, [context]))

    def _render(self, nodes, scopes):
        for kind, data, line in nodes:
            if kind == "text":
                yield data
            elif kind == "value":
                yield escape(evaluate(data, scopes, line))
            elif kind == "include":
                yield from self.library[data]._render(self.library[data].nodes, scopes)
            elif kind == "if":
                condition, body, other = data
                negate = condition.startswith("not ")
                truth = bool(evaluate(condition[4 * negate:], scopes, line))
                yield from self._render(body if truth != negate else other, scopes)
            else:
                targets, source, body, other = data
                items = list(evaluate(source, scopes, line))
                for number, item in enumerate(items, 1):
                    values = [item] if len(targets) == 1 else item
                    scope = {t.strip(): v for t, v in zip(targets, values)}
                    scope["loop"] = {"index": number, "last": number == len(items)}
                    yield from self._render(body, scopes + [scope])
                if not items:
                    yield from self._render(other, scopes)


class User:
    def __init__(self, name, admin=False):
        self.name, self.admin = name, admin

    def initials(self):
        return "".join(w[0] for w in self.name.split())


Template("<{{ user.name }} ({{ user.initials }}){% if user.admin %}*{% end %}>", "badge")
page = Template("""Dear {{ user.name | upper }},{% include 'badge' %}
{% for name, price in items %}{{ loop.index | pad:3 }}. {{ name | title }}{% if not loop.last %};{% else %}.{% end %} {{ price | money | pad:12 }}
{% else %}nothing
{% end %}Tags: {{ tags | sort | join:' / ' }} ({{ tags | len }}) {{ missing | default:'none' }} {{ matrix.1.0 }} {{ "lit<" }}
""")
print(page.render(user=User("ada lovelace", True), items=[("pen & ink", 1234.5), ("désk", 99)], tags=["z", "a"], missing="", matrix=[[1], [2]]))
print(page.render(user=User("x y"), items=[], tags=(), missing=None, matrix=[[1], ["<b>"]]))
for source in ("{{ a", "{% for x in y %}", "line\n\n{% foo %}", "{{ nope }}", "\n{{ user.zzz }}", "{{ user | wat }}", "{% if user %}x{% end %}{% end %}"):
    try:
        print(Template(source, "bad").render(user=User("q")))
    except TemplateError as error:
        print(error, "|", repr(error.__cause__), error.line)
