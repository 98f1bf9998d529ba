"""The parts of sys that do not look outside the run."""
import _vm

from _prelude_host import print as _print

maxsize = 9223372036854775807
maxunicode = 1114111
byteorder = "little"
version = "3.11 (perdure)"
platform = "perdure"
hexversion = 0x030B02F0
api_version = 1013
float_repr_style = "short"
copyright = ""
executable = ""
prefix = exec_prefix = base_prefix = base_exec_prefix = ""
flags = None
dont_write_bytecode = True
builtin_module_names = ()


class _Fields(tuple):
    """A tuple whose items have names, shown as CPython shows its struct sequences."""

    def __new__(cls, *items):
        return tuple.__new__(cls, items)

    def __getattr__(self, name):
        if name in self._names:
            return self[self._names.index(name)]
        raise AttributeError(f"'{self._title}' object has no attribute '{name}'")

    def __repr__(self):
        shown = [f"{name}={value!r}" for name, value in zip(self._names, self)]
        return f"{self._title}({', '.join(shown)})"


class _VersionInfo(_Fields):
    _title = "sys.version_info"
    _names = ("major", "minor", "micro", "releaselevel", "serial")


class _FloatInfo(_Fields):
    _title = "sys.float_info"
    _names = ("max", "max_exp", "max_10_exp", "min", "min_exp", "min_10_exp", "dig", "mant_dig",
              "epsilon", "radix", "rounds")


class _IntInfo(_Fields):
    _title = "sys.int_info"
    _names = ("bits_per_digit", "sizeof_digit", "default_max_str_digits",
              "str_digits_check_threshold")


class _HashInfo(_Fields):
    _title = "sys.hash_info"
    _names = ("width", "modulus", "inf", "nan", "imag", "algorithm", "hash_bits", "seed_bits",
              "cutoff")


class _Implementation:
    name = "perdure"
    cache_tag = None


version_info = _VersionInfo(3, 11, 2, "final", 0)
float_info = _FloatInfo(1.7976931348623157e308, 1024, 308, 2.2250738585072014e-308, -1021, -307, 15,
                        53, 2.220446049250313e-16, 2, 1)
int_info = _IntInfo(30, 4, 4300, 640)
hash_info = _HashInfo(64, 2305843009213693951, 314159, 0, 1000003, "siphash13", 64, 128, 0)
implementation = _Implementation()


_PIECE = 1 << 20


class _Stream:
    encoding = "utf-8"
    closed = False
    mode = "w"
    newlines = None
    line_buffering = False

    def __init__(self, number, name):
        self.number = number
        self.name = name
        self.errors = "strict" if number == 1 else "backslashreplace"

    def write(self, text):
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        if not text.isascii():
            text.encode("utf-8", self.errors)
        if self.number == 1:
            _print(text)
        else:  # what an effect takes is limited
            for start in range(0, len(text), _PIECE):
                _vm.perform("write", self.number, text[start:start + _PIECE])
        return len(text)

    def writelines(self, lines):
        for line in lines:
            self.write(line)

    def flush(self):
        pass

    def isatty(self):
        return False

    def fileno(self):
        return self.number

    def readable(self):
        return False

    def writable(self):
        return True

    def seekable(self):
        return False


class _Input:
    name = "<stdin>"
    encoding = "utf-8"
    errors = "strict"
    closed = False
    mode = "r"

    def readline(self):
        return _vm.perform("read_line", "")

    def read(self):
        return "".join(self)

    def readlines(self):
        return list(self)

    def __iter__(self):
        return self

    def __next__(self):
        line = self.readline()
        if not line:
            raise StopIteration
        return line

    def isatty(self):
        return False


stdout = _Stream(1, "<stdout>")
stderr = _Stream(2, "<stderr>")
stdin = _Input()
__stdout__ = stdout
__stderr__ = stderr
__stdin__ = stdin


def exit(status=None):
    raise SystemExit(status)


def getrecursionlimit():
    return _vm.recursion_limit()


def setrecursionlimit(limit, /):
    _vm.set_recursion_limit(limit)


def getdefaultencoding():
    return "utf-8"


def getfilesystemencoding():
    return "utf-8"


def get_int_max_str_digits():
    return 4300


def is_finalizing():
    return False


def exception():
    return _vm.handled()


def displayhook(value, /):
    if value is not None:
        stdout.write(repr(value) + "\n")


def exc_info():
    error = _vm.handled()
    if error is None:
        return (None, None, None)
    return (type(error), error, error.__traceback__)


def intern(text):
    return text


def __getattr__(name):
    if name == "argv":
        return _vm.state().setdefault("argv", [])
    if name == "modules":
        return _vm.modules()
    if name in ("path", "warnoptions"):  # a run's own: what all runs share cannot change
        return _vm.state().setdefault(name, [])
    raise AttributeError(f"module 'sys' has no attribute {name!r}")
