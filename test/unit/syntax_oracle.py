"""Compares what is said about texts that are not programs with what CPython 3.11 says.

usage: /usr/bin/python3 syntax_oracle.py [-v] DUMP_PROGRAM FILE...

A FILE holds snippets, each after a line `--- NAME`; a name that ends in ` (differs: WHY)` belongs
to a snippet that is known not to be told alike, and must not be. Where text cannot say it the
snippet is one line `#bytes EXPRESSION`. What follows a snippet after a line `--- expected` is what
must be said of it, as CPython 3.12 does: so it is with f-strings (PEP 701). Else CPython is asked
here, in this process, as it is when it runs a file; but as compile() is when the text is UTF-8
beyond ASCII, since 3.11 takes columns in bytes for columns in code points when it reads such a
file. Compared are type, message, line, columns, end and the printed text with its carets. Ends with
"N passed, N failed"; exit status 1 when one failed.
"""
import ctypes
import io
import os
import re
import subprocess
import sys
import tempfile
import warnings

warnings.simplefilter("ignore")

HEAD = re.compile(r"^--- (.*)\n", re.M)
DIFFERS = re.compile(r"^(.*) \(differs: (.*)\)$")
FILE_INPUT = 257


def snippets(path):
    """(name, why it is known to differ or None, bytes, what is expected or None) of each."""
    with open(path, encoding="utf-8", newline="") as file:
        parts = HEAD.split(file.read())
    names = parts[1::2] + [""]
    texts = parts[2::2] + [""]
    for i, (name, text) in enumerate(zip(names[:-1], texts)):
        if name == "expected":
            continue
        expected = texts[i + 1] if names[i + 1] == "expected" else None
        known = DIFFERS.match(name)
        why = known.group(2) if known else None
        if text.startswith("#bytes "):
            source = eval(text[len("#bytes "):], {"__builtins__": {"range": range}})
        else:
            source = text.encode("utf-8", "surrogatepass")
        yield name, why, source, expected


class Oracle:
    """CPython's reader of files."""

    def __init__(self, folder):
        self.path = os.path.join(folder, "snippet")
        libc = ctypes.CDLL(None)
        self.open = libc.fopen
        self.open.restype = ctypes.c_void_p
        self.open.argtypes = [ctypes.c_char_p, ctypes.c_char_p]
        self.run = ctypes.pythonapi.PyRun_FileExFlags
        self.run.restype = ctypes.py_object
        self.run.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int, ctypes.py_object,
                             ctypes.py_object, ctypes.c_int, ctypes.c_void_p]

    def ask(self, source):
        """What is printed for the error, after its positions; None for a program."""
        if self.is_program(source):
            return None
        with open(self.path, "wb") as file:
            file.write(source)
        try:
            if self.is_text(source):
                compile(source.decode(), self.path, "exec", dont_inherit=True)
            else:
                stream = self.open(self.path.encode(), b"rb")
                self.run(stream, self.path.encode(), FILE_INPUT, {}, {}, 1, None)
        except (SyntaxError, RecursionError, MemoryError, OverflowError, ValueError) as error:
            return self.describe(error)
        return None

    @staticmethod
    def is_program(source):
        try:
            compile(source, "<test>", "exec", dont_inherit=True)
        except (SyntaxError, RecursionError, MemoryError, OverflowError, ValueError):
            return False
        return True

    @staticmethod
    def is_text(source):
        try:
            text = source.decode()
            return not text.lstrip("\ufeff").isascii() and "coding" not in text
        except UnicodeDecodeError:
            return False

    def describe(self, error):
        printed, sys.stderr = sys.stderr, io.StringIO()
        try:
            error.__traceback__ = None
            sys.__excepthook__(type(error), error, None)
            text = sys.stderr.getvalue()
        finally:
            sys.stderr = printed
        head = f"{type(error).__name__}: {error}\n"
        if isinstance(error, SyntaxError):
            place = (error.lineno or 0, error.offset or 0, error.end_lineno or 0,
                     error.end_offset or 0)
            head = "{}:{}-{}:{} {}: {}\n".format(*place, type(error).__name__, error.msg)
        return (head + text).replace(self.path, "<test>")


class Subject:
    """The dump program, kept running."""

    def __init__(self, program):
        self.process = subprocess.Popen(
            [program], stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def ask(self, source):
        """(how it ended, what it printed)"""
        self.process.stdin.write(b"compile %d\n" % len(source) + source)
        self.process.stdin.flush()
        head = self.process.stdout.readline().split()
        if len(head) != 2:
            raise SystemExit(f"the dump program died with {self.process.wait()}")
        return head[0].decode(), self.process.stdout.read(int(head[1])).decode("utf-8", "replace")


def shown(text):
    return "    " + (text or "accepted\n").rstrip("\n").replace("\n", "\n    ")


class Count:
    def __init__(self):
        self.passed = self.failed = self.known = 0

    def add(self, label, why, got, want):
        if got == want and why is None:
            self.passed += 1
        elif got == want:
            self.failed += 1
            print(f"{label}: is told alike now: remove (differs: {why})")
        elif why is not None:
            self.known += 1
        else:
            self.failed += 1
            print(f"{label}\n  got\n{shown(got)}\n  want\n{shown(want)}")


def main():
    count = Count()
    subject = Subject(sys.argv[1])
    with tempfile.TemporaryDirectory() as folder:
        oracle = Oracle(folder)
        for path in sys.argv[2:]:
            for name, why, source, expected in snippets(path):
                how, got = subject.ask(source)
                got = None if how in ("ok", "unsupported") else got
                want = oracle.ask(source) if expected is None else expected
                count.add(f"{os.path.basename(path)}: {name}", why, got, want)
    print(f"{count.known} are known to differ")
    print(f"{count.passed} passed, {count.failed} failed")
    return count.failed != 0


if __name__ == "__main__":
    sys.exit(main())
