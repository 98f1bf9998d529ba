"""JSON as CPython's json module writes and reads it.

One writer serves dumps and dump: where CPython has a fast encoder in C and a slow one in Python
that differ in a message, `fast` says whose words to use.
"""

__all__ = ("dump", "dumps", "load", "loads", "JSONDecoder", "JSONDecodeError", "JSONEncoder")

_INFINITY = 1e999
_CONSTANTS = ("NaN", "Infinity", "-Infinity")


def _constant(word):
    return (_INFINITY - _INFINITY, _INFINITY, -_INFINITY)[_CONSTANTS.index(word)]


class JSONDecodeError(ValueError):
    __module__ = "json.decoder"

    def __init__(self, msg, doc, pos):
        lineno = doc.count("\n", 0, pos) + 1
        colno = pos - doc.rfind("\n", 0, pos)
        ValueError.__init__(self, f"{msg}: line {lineno} column {colno} (char {pos})")
        self.msg = msg
        self.doc = doc
        self.pos = pos
        self.lineno = lineno
        self.colno = colno

    def __reduce__(self):
        return self.__class__, (self.msg, self.doc, self.pos)


# -- writing --

def _quoter():
    # Programs cannot reach what closures of the library hold, so nobody changes it.
    escapes = {i: f"\\u{i:04x}" for i in range(32)}
    escapes.update({34: '\\"', 92: "\\\\", 10: "\\n", 13: "\\r", 9: "\\t", 12: "\\f", 8: "\\b"})

    def quote(text, ensure_ascii):
        text = text.translate(escapes)
        if not ensure_ascii or (text.isascii() and "\x7f" not in text):
            return '"' + text + '"'
        parts = ['"']
        for c in text:
            if c <= "~":
                parts.append(c)
                continue
            point = ord(c)
            if point > 0xFFFF:
                point -= 0x10000
                parts.append(f"\\u{0xD800 + (point >> 10):04x}\\u{0xDC00 + (point & 0x3FF):04x}")
            else:
                parts.append(f"\\u{point:04x}")
        parts.append('"')
        return "".join(parts)
    return quote


_quote = _quoter()


class _Writer:
    def __init__(self, encoder, fast):
        indent = encoder.indent
        if indent is not None and not isinstance(indent, str):
            indent = " " * indent
        self.indent = indent
        self.comma = encoder.item_separator
        self.colon = encoder.key_separator
        self.skipkeys = encoder.skipkeys
        self.ascii = encoder.ensure_ascii
        self.nan = encoder.allow_nan
        self.default = encoder.default
        self.sort = encoder.sort_keys
        self.active = [] if encoder.check_circular else None
        self.fast = fast and indent is None
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
            about = "" if self.fast else ": " + repr(value)
            raise ValueError("Out of range float values are not JSON compliant" + about)
        return text

    def simple(self, value):
        if isinstance(value, str):
            return _quote(value, self.ascii)
        if value is None:
            return "null"
        if value is True:
            return "true"
        if value is False:
            return "false"
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

    def write(self, value, depth):
        text = self.simple(value)
        if text is not None:
            self.parts.append(text)
            return
        active = self.active
        if active is not None:
            for outer in active:
                if outer is value:
                    raise ValueError("Circular reference detected")
            active.append(value)
        if isinstance(value, (list, tuple)):
            self.items(value, depth)
        elif isinstance(value, dict):
            self.pairs(value, depth)
        else:
            self.write(self.default(value), depth)
        if active is not None:
            active.pop()

    def line(self, depth):
        return "" if self.indent is None else "\n" + self.indent * depth

    def items(self, value, depth):
        if not value:
            self.parts.append("[]")
            return
        joint = "[" + self.line(depth + 1)
        for item in value:
            self.parts.append(joint)
            self.write(item, depth + 1)
            joint = self.comma + self.line(depth + 1)
        self.parts.append(self.line(depth) + "]")

    def pairs(self, value, depth):
        if not value:
            self.parts.append("{}")
            return
        self.parts.append("{" + self.line(depth + 1))
        joint = ""
        for key, item in sorted(value.items()) if self.sort else value.items():
            text = self.key(key)
            if text is None:
                continue
            self.parts.append(joint)
            self.parts.append(text)
            self.parts.append(self.colon)
            self.write(item, depth + 1)
            joint = self.comma + self.line(depth + 1)
        self.parts.append(self.line(depth) + "}")


class JSONEncoder:
    __module__ = "json.encoder"

    item_separator = ", "
    key_separator = ": "

    def __init__(self, *, skipkeys=False, ensure_ascii=True, check_circular=True, allow_nan=True,
                 sort_keys=False, indent=None, separators=None, default=None):
        self.skipkeys = skipkeys
        self.ensure_ascii = ensure_ascii
        self.check_circular = check_circular
        self.allow_nan = allow_nan
        self.sort_keys = sort_keys
        self.indent = indent
        if separators is not None:
            self.item_separator, self.key_separator = separators
        elif indent is not None:
            self.item_separator = ","
        if default is not None:
            self.default = default

    def default(self, o):
        raise TypeError(f"Object of type {o.__class__.__name__} is not JSON serializable")

    def encode(self, o):
        if isinstance(o, str):
            return _quote(o, self.ensure_ascii)
        return "".join(self.iterencode(o, _one_shot=True))

    def iterencode(self, o, _one_shot=False):
        writer = _Writer(self, _one_shot)
        if _one_shot:
            writer.write(o, 0)
            return writer.parts
        return _chunks(writer, o)


# What was written before an error is not lost.
def _chunks(writer, o):
    try:
        writer.write(o, 0)
    except BaseException:
        yield from writer.parts
        raise
    yield from writer.parts


def dumps(obj, *, skipkeys=False, ensure_ascii=True, check_circular=True, allow_nan=True, cls=None,
          indent=None, separators=None, default=None, sort_keys=False, **kw):
    if cls is None:
        cls = JSONEncoder
    return cls(skipkeys=skipkeys, ensure_ascii=ensure_ascii, check_circular=check_circular,
               allow_nan=allow_nan, indent=indent, separators=separators, default=default,
               sort_keys=sort_keys, **kw).encode(obj)


def dump(obj, fp, *, skipkeys=False, ensure_ascii=True, check_circular=True, allow_nan=True,
         cls=None, indent=None, separators=None, default=None, sort_keys=False, **kw):
    if cls is None:
        cls = JSONEncoder
    encoder = cls(skipkeys=skipkeys, ensure_ascii=ensure_ascii, check_circular=check_circular,
                  allow_nan=allow_nan, indent=indent, separators=separators, default=default,
                  sort_keys=sort_keys, **kw)
    for chunk in encoder.iterencode(obj):
        fp.write(chunk)


# -- reading --

_ESCAPED = '"\\/bfnrt'
_UNESCAPED = '"\\/\b\f\n\r\t'
_SPACE = " \t\n\r"
_DIGITS = "0123456789"
_HEX_DIGITS = "0123456789abcdefABCDEF"


def _skip(text, at):
    size = len(text)
    while at < size and text[at] in _SPACE:
        at += 1
    return at


def _unicode(text, at):
    digits = text[at:at + 4]
    if at + 4 < len(text):
        for c in digits:
            if c not in _HEX_DIGITS:
                break
        else:
            return int(digits, 16)
    raise JSONDecodeError("Invalid \\uXXXX escape", text, at - 1)


def _string(text, at, strict):
    begin = at - 1
    parts = []
    while True:
        end = text.find('"', at)
        if end < 0:
            end = len(text)
        slash = text.find("\\", at, end)
        if slash >= 0:
            end = slash
        chunk = text[at:end]
        if strict and not chunk.isprintable():
            for i in range(at, end):
                if text[i] < " ":
                    raise JSONDecodeError("Invalid control character at", text, i)
        if end + (slash >= 0) >= len(text):
            raise JSONDecodeError("Unterminated string starting at", text, begin)
        if slash < 0:
            if not parts:
                return chunk, end + 1
            parts.append(chunk)
            return "".join(parts), end + 1
        parts.append(chunk)
        c = text[slash + 1]
        at = slash + 2
        if c != "u":
            which = _ESCAPED.find(c)
            if which < 0:
                raise JSONDecodeError("Invalid \\escape", text, slash)
            parts.append(_UNESCAPED[which])
            continue
        point = _unicode(text, at)
        at += 4
        if 0xD800 <= point <= 0xDBFF and text[at:at + 2] == "\\u" and at + 6 < len(text):
            low = _unicode(text, at + 2)
            if 0xDC00 <= low <= 0xDFFF:
                point = 0x10000 + ((point - 0xD800) << 10 | (low - 0xDC00))
                at += 6
        parts.append(chr(point))


def _number(text, at, decoder):
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
    return (decoder.parse_int if integer else decoder.parse_float)(text[start:at]), at


class JSONDecoder:
    __module__ = "json.decoder"

    def __init__(self, *, object_hook=None, parse_float=None, parse_int=None, parse_constant=None,
                 strict=True, object_pairs_hook=None):
        self.object_hook = object_hook
        self.parse_float = parse_float or float
        self.parse_int = parse_int or int
        self.parse_constant = parse_constant or _constant
        self.strict = strict
        self.object_pairs_hook = object_pairs_hook

    def decode(self, s):
        value, at = self.raw_decode(s, _skip(s, 0))
        at = _skip(s, at)
        if at != len(s):
            raise JSONDecodeError("Extra data", s, at)
        return value

    def raw_decode(self, s, idx=0):
        return _value(self, s, idx)


def _value(decoder, text, at):
    c = text[at:at + 1]
    if c == '"':
        return _string(text, at + 1, decoder.strict)
    if c == "{":
        return _object(decoder, text, at + 1)
    if c == "[":
        return _array(decoder, text, at + 1)
    if c == "n" and text.startswith("null", at):
        return None, at + 4
    if c == "t" and text.startswith("true", at):
        return True, at + 4
    if c == "f" and text.startswith("false", at):
        return False, at + 5
    if c in "NI-":
        for word in _CONSTANTS:
            if text.startswith(word, at):
                return decoder.parse_constant(word), at + len(word)
    number, end = _number(text, at, decoder)
    if end == at:
        raise JSONDecodeError("Expecting value", text, at)
    return number, end


def _made(decoder, result):
    if decoder.object_pairs_hook is not None:
        return decoder.object_pairs_hook(result)
    return result if decoder.object_hook is None else decoder.object_hook(result)


def _object(decoder, text, at):
    paired = decoder.object_pairs_hook is not None
    result = [] if paired else {}
    at = _skip(text, at)
    if text[at:at + 1] == "}":
        return _made(decoder, result), at + 1
    while True:
        if text[at:at + 1] != '"':
            raise JSONDecodeError("Expecting property name enclosed in double quotes", text, at)
        key, at = _string(text, at + 1, decoder.strict)
        at = _skip(text, at)
        if text[at:at + 1] != ":":
            raise JSONDecodeError("Expecting ':' delimiter", text, at)
        value, at = _value(decoder, text, _skip(text, at + 1))
        if paired:
            result.append((key, value))
        else:
            result[key] = value
        at = _skip(text, at)
        c = text[at:at + 1]
        if c == "}":
            return _made(decoder, result), at + 1
        if c != ",":
            raise JSONDecodeError("Expecting ',' delimiter", text, at)
        at = _skip(text, at + 1)


def _array(decoder, text, at):
    result = []
    at = _skip(text, at)
    if text[at:at + 1] == "]":
        return result, at + 1
    while True:
        item, at = _value(decoder, text, _skip(text, at))
        result.append(item)
        at = _skip(text, at)
        c = text[at:at + 1]
        if c == "]":
            return result, at + 1
        if c != ",":
            raise JSONDecodeError("Expecting ',' delimiter", text, at)
        at += 1


def detect_encoding(b):
    if b.startswith((b"\x00\x00\xfe\xff", b"\xff\xfe\x00\x00")):
        return "utf-32"
    if b.startswith((b"\xfe\xff", b"\xff\xfe")):
        return "utf-16"
    if b.startswith(b"\xef\xbb\xbf"):
        return "utf-8-sig"
    if len(b) >= 4:
        if not b[0]:
            return "utf-16-be" if b[1] else "utf-32-be"
        if not b[1]:
            return "utf-16-le" if b[2] or b[3] else "utf-32-le"
    elif len(b) == 2:
        if not b[0]:
            return "utf-16-be"
        if not b[1]:
            return "utf-16-le"
    return "utf-8"


def loads(s, *, cls=None, object_hook=None, parse_float=None, parse_int=None, parse_constant=None,
          object_pairs_hook=None, **kw):
    if isinstance(s, str):
        if s.startswith("\ufeff"):
            raise JSONDecodeError("Unexpected UTF-8 BOM (decode using utf-8-sig)", s, 0)
    elif isinstance(s, (bytes, bytearray)):
        s = s.decode(detect_encoding(s), "surrogatepass")
    else:
        raise TypeError("the JSON object must be str, bytes or bytearray, "
                        f"not {s.__class__.__name__}")
    if cls is None:
        cls = JSONDecoder
    if object_hook is not None:
        kw["object_hook"] = object_hook
    if object_pairs_hook is not None:
        kw["object_pairs_hook"] = object_pairs_hook
    if parse_float is not None:
        kw["parse_float"] = parse_float
    if parse_int is not None:
        kw["parse_int"] = parse_int
    if parse_constant is not None:
        kw["parse_constant"] = parse_constant
    return cls(**kw).decode(s)


def load(fp, **options):
    return loads(fp.read(), **options)
