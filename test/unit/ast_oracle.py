"""Compares the parser's trees with those of CPython's ast module.

usage: /usr/bin/python3 ast_oracle.py DUMP_PROGRAM FILE_OR_DIRECTORY...

DUMP_PROGRAM is built from lang_ast_dump_main.c. Run under CPython 3.11 all trees must be equal but
for the positions inside f-strings, which are wrong there: what is inside a JoinedStr is compared
without positions. Under CPython 3.12 those positions are compared as well. Ends with
"N passed, N failed"; exit status 1 when a file failed.
"""
import ast
import os
import re
import subprocess
import sys
import warnings

warnings.simplefilter("ignore")
sys.setrecursionlimit(20000)
if hasattr(sys, "set_int_max_str_digits"):
    sys.set_int_max_str_digits(0)

HAS_TRUE_FSTRINGS = sys.version_info >= (3, 12)
POSITION = re.compile(r", lineno=\d+, col_offset=-?\d+, end_lineno=\d+, end_col_offset=-?\d+\)")


class Dumper:
    """The dump program, kept running."""

    def __init__(self, program):
        self.process = subprocess.Popen(
            [program], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )

    def ask(self, mode, source):
        self.process.stdin.write(b"%s %d\n" % (mode.encode(), len(source)) + source)
        self.process.stdin.flush()
        head = self.process.stdout.readline().split()
        if len(head) != 2:
            raise SystemExit(f"the dump program died with {self.process.wait()}")
        text = self.process.stdout.read(int(head[1]))
        return head[0] == b"ok", text.decode("utf-8", "surrogatepass")


def strip_joined(text):
    """Takes the positions out of everything inside a JoinedStr( ... )."""
    out = []
    at = 0
    while True:
        found = text.find("JoinedStr(", at)
        if found < 0:
            out.append(text[at:])
            return "".join(out)
        end = skip_call(text, found + len("JoinedStr("))
        out.append(text[at:found])
        inner = text[found:end]
        last = inner.rfind(", lineno=")
        out.append(POSITION.sub(")", inner[:last]) + inner[last:])
        at = end


def skip_call(text, at):
    """The offset behind the parenthesis that closes the call whose arguments begin at `at`."""
    depth = 1
    while depth:
        c = text[at]
        if c == "(":
            depth += 1
        elif c == ")":
            depth -= 1
        elif c in "'\"":
            at += 1
            while text[at] != c:
                at += 2 if text[at] == "\\" else 1
        at += 1
    return at


def expected(source):
    text = ast.dump(ast.parse(source), include_attributes=True)
    if HAS_TRUE_FSTRINGS:
        return text.replace(", type_params=[]", "")
    return strip_joined(text)


def find_files(paths):
    for path in paths:
        if os.path.isdir(path):
            for folder, _, names in sorted(os.walk(path)):
                yield from (os.path.join(folder, n) for n in sorted(names) if n.endswith(".py"))
        else:
            yield path


def compare(dumper, path):
    with open(path, "rb") as file:
        source = file.read()
    try:
        want = expected(source)
    except (SyntaxError, ValueError):
        return None
    ok, got = dumper.ask("module", source)
    if not ok:
        if "not supported" in got:
            return None
        return got
    if not HAS_TRUE_FSTRINGS:
        got = strip_joined(got)
    if got == want:
        return ""
    at = next(i for i, (a, b) in enumerate(zip(got + "\0", want + "\0")) if a != b)
    begin = max(0, at - 200)
    return f"tree differs\n  got  …{got[begin:at + 120]}\n  want …{want[begin:at + 120]}"


def main():
    dumper = Dumper(sys.argv[1])
    passed = failed = 0
    for path in find_files(sys.argv[2:]):
        problem = compare(dumper, path)
        if problem is None:
            continue
        if problem:
            failed += 1
            print(f"{path}: {problem}")
        else:
            passed += 1
    print(f"{passed} passed, {failed} failed")
    return failed != 0


if __name__ == "__main__":
    sys.exit(main())
