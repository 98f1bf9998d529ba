"""The parts of sys that do not look outside the run."""
import _vm

maxsize = 9223372036854775807
maxunicode = 1114111
byteorder = "little"
version = "3.11 (perdure)"
version_info = (3, 11, 2, "final", 0)
platform = "perdure"
implementation = "perdure"


_PIECE = 1 << 20


class _Stream:
    def __init__(self, number, name):
        self.number = number
        self.name = name

    def write(self, text):
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        # What an effect takes is limited; a piece is at most 4 MiB of UTF-8.
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


class _Input:
    name = "<stdin>"

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


def exit(status=None):
    raise SystemExit(status)


def getrecursionlimit():
    return _vm.recursion_limit()


def exc_info():
    error = _vm.handled()
    if error is None:
        return (None, None, None)
    return (type(error), error, error.__traceback__)


def intern(text):
    return text


def __getattr__(name):
    if name == "argv":
        return _vm.state()["argv"]
    if name == "modules":
        return _vm.modules()
    raise AttributeError(f"module 'sys' has no attribute {name!r}")
