# Text: what the leaves of repr, str, format, %, str.format, join and print cannot do without
# running program code.
import _vm


def _kind(value):
    return type(value).__name__


# -- repr and str --

def _texts(items, kind):
    if kind == 0:
        return [repr(item) for item in items]
    between = ": " if kind == 1 else ", "
    texts = []
    for i in range(0, len(items), 2):
        text = repr(items[i]) + between + repr(items[i + 1])
        texts.append(text if kind == 1 else "(" + text + ")")
    return texts


def repr_slow(value):
    parts = _vm.repr_begin(value)
    if parts is None:
        text = _vm.special(value, "__repr__")()
        if not isinstance(text, str):
            raise TypeError(f"__repr__ returned non-string (type {_kind(text)})")
        return text
    if isinstance(parts, str):
        return parts
    before, items, after, kind = parts
    try:
        return before + ", ".join(_texts(items, kind)) + after
    finally:
        _vm.repr_end()


def ascii_slow(value):
    return _vm.ascii_escape(repr(value))


def str_slow(value):
    text = _vm.special(value, "__str__")()
    if not isinstance(text, str):
        raise TypeError(f"__str__ returned non-string (type {_kind(text)})")
    return text


# -- format --

def format_slow(value, spec):
    text = _vm.special(value, "__format__")(spec)
    if not isinstance(text, str):
        raise TypeError(f"__format__ must return a str, not {_kind(text)}")
    return text


def _converted(value, conversion):
    if conversion is None:
        return value
    if conversion == "r":
        return repr(value)
    if conversion == "s":
        return str(value)
    if conversion == "a":
        return ascii(value)
    if " " < conversion < "\x7f":
        raise ValueError(f"Unknown conversion specifier {conversion}")
    raise ValueError(f"Unknown conversion specifier \\x{ord(conversion):x}")


class _Fields:
    def __init__(self, args, mapping):
        self.args = args
        self.mapping = mapping
        self.numbering = None
        self.next = 0

    def number(self, automatic):
        if self.numbering is not None and self.numbering != automatic:
            if automatic:
                raise ValueError("cannot switch from manual field specification to automatic "
                                 "field numbering")
            raise ValueError("cannot switch from automatic field numbering to manual "
                             "field specification")
        self.numbering = automatic

    def first(self, name):
        if isinstance(name, str) and name:
            return self.mapping[name]
        self.number(name == "")
        if name == "":
            name = self.next
            self.next += 1
        if self.args is None:
            raise ValueError("Format string contains positional fields")
        if name >= len(self.args):
            raise IndexError(f"Replacement index {name} out of range for positional args tuple")
        return self.args[name]

    def value(self, field):
        first, accesses = _vm.format_name(field)
        value = self.first(first)
        for is_attribute, name in accesses:
            value = getattr(value, name) if is_attribute else value[name]
        return value

    def expand(self, text, depth):
        if depth == 0:
            raise ValueError("Max string recursion exceeded")
        parts = []
        for literal, name, spec, conversion in _vm.format_fields(text):
            parts.append(literal)
            if name is not None:
                value = _converted(self.value(name), conversion)
                if "{" in spec:
                    spec = self.expand(spec, depth - 1)
                parts.append(format(value, spec))
        return "".join(parts)


def str_format_slow(text, args, mapping):
    return _Fields(args, mapping).expand(text, 2)


# A field of an f-string with a conversion: 1 str, 2 repr, 3 ascii.
def convert_format(value, how, spec):
    text = str(value) if how == 1 else repr(value) if how == 2 else ascii(value)
    return text if spec is None else format(text, spec)


# -- % --

def _percent_text(value, conversion, is_bytes):
    if is_bytes:
        if conversion in "ra":
            return ascii(value).encode()
        hook = None if isinstance(value, (bytes, bytearray)) else _vm.special(value, "__bytes__")
        return value if hook is None else bytes(value)
    if conversion == "s":
        return str(value)
    return repr(value) if conversion == "r" else ascii(value)


# A value that cannot be converted is given back: the machine refuses it.
def _percent_number(value, conversion, is_bytes):
    if conversion in "eEfFgG":
        if _vm.special(value, "__float__") is None and _vm.special(value, "__index__") is None:
            return value
        try:
            return float(value)
        except Exception:
            if not is_bytes:
                raise
            return value
    try:
        if conversion in "diu" and _vm.special(value, "__int__") is not None:
            return int(value)
        hook = _vm.special(value, "__index__")
        return value if hook is None else hook()
    except TypeError:
        return value


def percent_slow(text, args):
    is_bytes = not isinstance(text, str)
    source = bytes(text) if isinstance(text, bytearray) else text
    parts = []
    at = used = 0
    how = value = None
    while True:
        part, at, used, how, value = _vm.percent_next(source, args, at, used, how, value)
        parts.append(part)
        if how is None:
            break
        if how == "(":
            value = args[value]
        elif how in "srab":
            value = _percent_text(value, how, is_bytes)
        else:
            value = _percent_number(value, how, is_bytes)
    if not is_bytes:
        return "".join(parts)
    whole = b"".join(parts)
    return bytearray(whole) if isinstance(text, bytearray) else whole


# -- str and bytes --

def join_slow(separator, items):
    return separator.join(list(items))


def translate_slow(text, table):
    known = {}
    for c in text:
        point = ord(c)
        if point not in known:
            try:
                known[point] = table[point]
            except LookupError:
                known[point] = point
    return text.translate(known)


def _byte(value):
    if isinstance(value, int):
        return value
    hook = _vm.special(value, "__index__")
    if hook is None:
        raise TypeError(f"'{_kind(value)}' object cannot be interpreted as an integer")
    return hook()


def bytes_slow(cls, source):
    builtin = bytearray if issubclass(cls, bytearray) else bytes
    hook = _vm.special(source, "__bytes__") if builtin is bytes else None
    if hook is not None:
        made = hook()
        if not isinstance(made, bytes):
            raise TypeError(f"__bytes__ returned non-bytes (type {_kind(made)})")
        return made
    if _vm.special(source, "__index__") is not None:
        return builtin(_byte(source))
    return builtin([_byte(item) for item in source])


def bytearray_init_slow(array, source):
    array[:] = bytes_slow(bytearray, source)


def bytearray_extend_slow(array, items):
    array.extend([_byte(item) for item in items])


# -- print --

def _print_part(value, default, name):
    if value is None:
        return default
    if not isinstance(value, str):
        raise TypeError(f"{name} must be None or a string, not {_kind(value)}")
    return value


def print_slow(args, sep, end, file, flush=False):
    sep = _print_part(sep, " ", "sep")
    end = _print_part(end, "\n", "end")
    if file is None:
        import sys
        file = sys.stdout
        if file is None:
            return
    parts = []
    try:
        for index, value in enumerate(args):
            if index:
                parts.append(sep)
                if not isinstance(value, (str, int, float)):
                    # Its __str__ may print as well.
                    _write_parts(file, parts)
                    parts = []
            parts.append(str(value))
        parts.append(end)
    finally:
        _write_parts(file, parts)
    if flush:
        file.flush()


# One write for a stream of the machine, as many as CPython makes for a file of the program.
def _write_parts(file, parts):
    write = file.write
    if type(file).__module__ == "sys":
        text = "".join(parts)
        if text.isascii():
            write(text)
            return
        # What cannot be encoded does not keep the parts before it from being seen.
        for at, part in enumerate(parts):
            try:
                part.encode("utf-8", file.errors)
            except UnicodeEncodeError:
                write("".join(parts[:at]))
                raise
        write(text)
        return
    for part in parts:
        write(part)
