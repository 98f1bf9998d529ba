"""JSON as CPython's json module writes and reads it."""

__all__ = ["dumps", "loads", "JSONDecodeError"]

_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t",
            "\f": "\\f", "\b": "\\b"}
_INFINITY = 1e999
_WORDS = (("null", None), ("true", True), ("false", False), ("NaN", _INFINITY - _INFINITY),
          ("Infinity", _INFINITY), ("-Infinity", -_INFINITY))


class JSONDecodeError(ValueError):
    def __init__(self, msg, doc, pos):
        lineno = doc.count("\n", 0, pos) + 1
        colno = pos - doc.rfind("\n", 0, pos)
        ValueError.__init__(self, f"{msg}: line {lineno} column {colno} (char {pos})")
        self.msg = msg
        self.doc = doc
        self.pos = pos
        self.lineno = lineno
        self.colno = colno


def _quote(text, ensure_ascii):
    if text.isascii() and text.isprintable() and '"' not in text and "\\" not in text:
        return '"' + text + '"'
    parts = ['"']
    for c in text:
        if c in _ESCAPES:
            parts.append(_ESCAPES[c])
        elif c < " " or (ensure_ascii and c > "~"):
            point = ord(c)
            if point > 0xFFFF:
                point -= 0x10000
                parts.append(f"\\u{0xD800 + (point >> 10):04x}\\u{0xDC00 + (point & 0x3FF):04x}")
            else:
                parts.append(f"\\u{point:04x}")
        else:
            parts.append(c)
    parts.append('"')
    return "".join(parts)


class _Writer:
    def __init__(self, skipkeys, ensure_ascii, allow_nan, indent, separators, default, sort_keys):
        if indent is not None and not isinstance(indent, str):
            indent = " " * indent
        if separators is None:
            separators = (", ", ": ") if indent is None else (",", ": ")
        self.comma, self.colon = separators
        self.skipkeys = skipkeys
        self.ascii = ensure_ascii
        self.nan = allow_nan
        self.indent = indent
        self.default = default
        self.sort = sort_keys
        self.parts = []

    def number(self, value):
        if value != value:
            text = "NaN"
        elif value == _INFINITY:
            text = "Infinity"
        elif value == -_INFINITY:
            text = "-Infinity"
        else:
            return float.__repr__(value)
        if not self.nan:
            raise ValueError("Out of range float values are not JSON compliant: " + repr(value))
        return text

    def simple(self, value):
        if value is None:
            return "null"
        if value is True:
            return "true"
        if value is False:
            return "false"
        if isinstance(value, str):
            return _quote(value, self.ascii)
        if isinstance(value, int):
            return int.__repr__(value)
        if isinstance(value, float):
            return self.number(value)
        return None

    def key(self, key):
        if isinstance(key, str):
            return _quote(key, self.ascii)
        text = self.simple(key)
        if text is None:
            if self.skipkeys:
                return None
            raise TypeError(f"keys must be str, int, float, bool or None, not {type(key).__name__}")
        return '"' + text + '"'

    def write(self, value, depth, active):
        text = self.simple(value)
        if text is not None:
            self.parts.append(text)
            return
        for outer in active:
            if outer is value:
                raise ValueError("Circular reference detected")
        active.append(value)
        if isinstance(value, (list, tuple)):
            self.items(value, depth, active)
        elif isinstance(value, dict):
            self.pairs(value, depth, active)
        elif self.default is not None:
            self.write(self.default(value), depth, active)
        else:
            raise TypeError(f"Object of type {type(value).__name__} is not JSON serializable")
        active.pop()

    def line(self, depth):
        return "" if self.indent is None else "\n" + self.indent * depth

    def items(self, value, depth, active):
        if not value:
            self.parts.append("[]")
            return
        joint = "[" + self.line(depth + 1)
        for item in value:
            self.parts.append(joint)
            self.write(item, depth + 1, active)
            joint = self.comma + self.line(depth + 1)
        self.parts.append(self.line(depth) + "]")

    def pairs(self, value, depth, active):
        if not value:
            self.parts.append("{}")
            return
        joint = "{" + self.line(depth + 1)
        for key, item in sorted(value.items()) if self.sort else value.items():
            text = self.key(key)
            if text is None:
                continue
            self.parts.append(joint)
            self.parts.append(text)
            self.parts.append(self.colon)
            self.write(item, depth + 1, active)
            joint = self.comma + self.line(depth + 1)
        self.parts.append(self.line(depth) + "}")


def dumps(obj, *, skipkeys=False, ensure_ascii=True, allow_nan=True, indent=None,
          separators=None, default=None, sort_keys=False):
    writer = _Writer(skipkeys, ensure_ascii, allow_nan, indent, separators, default, sort_keys)
    writer.write(obj, 0, [])
    return "".join(writer.parts)


_UNESCAPES = {'"': '"', "\\": "\\", "/": "/", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
_SPACE = " \t\n\r"
_DIGITS = "0123456789"


def _skip(text, at):
    size = len(text)
    while at < size and text[at] in _SPACE:
        at += 1
    return at


def _unicode(text, at):
    digits = text[at:at + 4]
    if len(digits) == 4 and digits[1] not in "xX":
        try:
            return int(digits, 16)
        except ValueError:
            pass
    raise JSONDecodeError("Invalid \\uXXXX escape", text, at - 1)


def _string(text, at, strict):
    begin = at - 1
    parts = []
    while True:
        quote = text.find('"', at)
        if quote < 0:
            raise JSONDecodeError("Unterminated string starting at", text, begin)
        slash = text.find("\\", at, quote)
        end = quote if slash < 0 else slash
        chunk = text[at:end]
        if strict and not chunk.isprintable():
            for i in range(at, end):
                if text[i] < " ":
                    raise JSONDecodeError("Invalid control character at", text, i)
        parts.append(chunk)
        if slash < 0:
            return "".join(parts), quote + 1
        if slash + 1 >= len(text):
            raise JSONDecodeError("Unterminated string starting at", text, begin)
        c = text[slash + 1]
        at = slash + 2
        if c != "u":
            if c not in _UNESCAPES:
                raise JSONDecodeError("Invalid \\escape", text, slash)
            parts.append(_UNESCAPES[c])
            continue
        point = _unicode(text, at)
        at += 4
        if 0xD800 <= point <= 0xDBFF and text[at:at + 2] == "\\u":
            low = _unicode(text, at + 2)
            if 0xDC00 <= low <= 0xDFFF:
                point = 0x10000 + ((point - 0xD800) << 10 | (low - 0xDC00))
                at += 6
        parts.append(chr(point))


def _number(text, at):
    start = at
    size = len(text)
    if at < size and text[at] == "-":
        at += 1
    if at >= size or text[at] not in _DIGITS:
        return None, start
    if text[at] == "0":
        at += 1
    else:
        while at < size and text[at] in _DIGITS:
            at += 1
    integer = True
    if at + 1 < size and text[at] == "." and text[at + 1] in _DIGITS:
        integer = False
        at += 1
        while at < size and text[at] in _DIGITS:
            at += 1
    if at < size and text[at] in "eE":
        end = at + 1
        if end < size and text[end] in "+-":
            end += 1
        if end < size and text[end] in _DIGITS:
            integer = False
            while end < size and text[end] in _DIGITS:
                end += 1
            at = end
    return (int if integer else float)(text[start:at]), at


class _Reader:
    def __init__(self, text, hook, strict):
        self.text = text
        self.hook = hook
        self.strict = strict

    def value(self, at):
        text = self.text
        c = text[at:at + 1]
        if c == '"':
            return _string(text, at + 1, self.strict)
        if c == "{":
            return self.object(at + 1)
        if c == "[":
            return self.array(at + 1)
        for word, value in _WORDS:
            if text.startswith(word, at):
                return value, at + len(word)
        number, end = _number(text, at)
        if end == at:
            raise JSONDecodeError("Expecting value", text, at)
        return number, end

    def object(self, at):
        text = self.text
        result = {}
        at = _skip(text, at)
        if text[at:at + 1] == "}":
            return (result if self.hook is None else self.hook(result)), at + 1
        while True:
            if text[at:at + 1] != '"':
                raise JSONDecodeError("Expecting property name enclosed in double quotes", text, at)
            key, at = _string(text, at + 1, self.strict)
            at = _skip(text, at)
            if text[at:at + 1] != ":":
                raise JSONDecodeError("Expecting ':' delimiter", text, at)
            result[key], at = self.value(_skip(text, at + 1))
            at = _skip(text, at)
            c = text[at:at + 1]
            if c == "}":
                return (result if self.hook is None else self.hook(result)), at + 1
            if c != ",":
                raise JSONDecodeError("Expecting ',' delimiter", text, at)
            at = _skip(text, at + 1)

    def array(self, at):
        text = self.text
        result = []
        at = _skip(text, at)
        if text[at:at + 1] == "]":
            return result, at + 1
        while True:
            item, at = self.value(_skip(text, at))
            result.append(item)
            at = _skip(text, at)
            c = text[at:at + 1]
            if c == "]":
                return result, at + 1
            if c != ",":
                raise JSONDecodeError("Expecting ',' delimiter", text, at)
            at += 1


def loads(s, *, object_hook=None, strict=True):
    if isinstance(s, (bytes, bytearray)):
        s = s.decode("utf-8")
    elif not isinstance(s, str):
        given = type(s).__name__
        raise TypeError(f"the JSON object must be str, bytes or bytearray, not {given}")
    if s.startswith("\ufeff"):
        raise JSONDecodeError("Unexpected UTF-8 BOM (decode using utf-8-sig)", s, 0)
    value, at = _Reader(s, object_hook, strict).value(_skip(s, 0))
    at = _skip(s, at)
    if at != len(s):
        raise JSONDecodeError("Extra data", s, at)
    return value


def dump(obj, fp, **options):
    fp.write(dumps(obj, **options))


def load(fp, **options):
    return loads(fp.read(), **options)
